using CsCheck;

namespace FedGrains.Privacy.Tests.SecureAggregation.Wire;

/// <summary>A way to spoil bytes: flip, overwrite, cut out, repeat, move, cut short.</summary>
internal sealed record Mutation(int Kind, double At, int Length, byte Value)
{
    private static readonly byte[] s_edges = [0, 1, 2, 0x7f, 0x80, 0xff];

    public static Gen<Mutation> Any { get; } = Gen.Select(Gen.Int[0, 6], Gen.Double[0, 1], Gen.Int[1, 70], Gen.OneOf(Gen.Byte, Gen.Int[0, 5].Select(i => s_edges[i]))).Select((kind, at, length, value) => new Mutation(kind, at, length, value));

    public byte[] On(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;

        var from = Math.Min((int)(At * bytes.Length), bytes.Length - 1);
        var to = Math.Min(from + Length, bytes.Length);

        return Kind switch
        {
            0 => [.. bytes[..from], (byte)(bytes[from] ^ (1 << (Value & 7))), .. bytes[(from + 1)..]],
            1 => [.. bytes[..from], Value, .. bytes[(from + 1)..]],
            2 => [.. bytes[..from], .. bytes[to..]],
            3 => [.. bytes[..to], .. bytes[from..]],
            4 => [.. bytes[..from], .. Enumerable.Repeat(Value, Length), .. bytes[from..]],
            5 => [.. bytes[..from], .. bytes[from..to].Reverse(), .. bytes[to..]],
            _ => bytes[..from],
        };
    }
}
