using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>What each node "learns" in each pass: made up, different everywhere, and the same every time.</summary>
internal static class Updates
{
    // Up to ±1/16 in 24 fraction bits.
    private const int Span = 1 << 21;

    public static int[] Values(NodeId node, int iteration, long parameters)
    {
        var random = SeededRandom.For((ulong)iteration, $"update/{node}");
        var values = new int[parameters];

        for (var i = 0; i < values.Length; i++) values[i] = (int)(random.Next() % Span) - (Span / 2);

        return values;
    }

    public static byte[] Bytes(NodeId node, int iteration, long parameters) => MemoryMarshal.AsBytes(Values(node, iteration, parameters).AsSpan()).ToArray();

    public static long Examples(NodeId node, int iteration) => 10 + (7 * node.Value[^1] % 23) + iteration;
}
