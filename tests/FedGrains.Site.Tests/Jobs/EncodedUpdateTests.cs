using System.Runtime.InteropServices;

using FedGrains.Core.Models;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Jobs;

namespace FedGrains.Site.Tests.Jobs;

public sealed class EncodedUpdateTests
{
    private static readonly ModelLayout Layout = ModelDefinition.Regression(99).Layout();

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(400)]
    [InlineData(1024)]
    public void Read_InAnySlices_IsTheWholeEncoding(int slice)
    {
        float[] global = [.. Enumerable.Range(0, 100).Select(i => i / 7f)];
        float[] trained = [.. global.Select((g, i) => g + (i / 1000f))];
        var expected = new int[100];
        Assert.Null(FixedPointEncoder.Encode(FixedPointFormat.Default, trained, global, expected));

        using var update = new EncodedUpdate(FixedPointFormat.Default, Layout, trained, global);
        var bytes = new List<byte>();
        var buffer = new byte[slice];
        for (int count; (count = update.Read(buffer)) > 0;) bytes.AddRange(buffer[..count]);

        Assert.Equal(expected, MemoryMarshal.Cast<byte, int>(CollectionsMarshal.AsSpan(bytes)).ToArray());
        Assert.Equal(update.Length, bytes.Count);
    }
}
