using System.Buffers;

using FedGrains.Transparency.Tiles;

namespace FedGrains.Transparency.Tests;

public sealed class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(3, 1234067, 256, "tile/3/x001/x234/067")]
    [InlineData(0, 999, 12, "tile/0/999.p/12")]
    [InlineData(0, 1000, 1, "tile/0/x001/000.p/1")]
    [InlineData(null, 1234067, 256, "tile/entries/x001/x234/067")]
    [InlineData(null, 7, 255, "tile/entries/007.p/255")]
    public void Path_IsThatOfTheSpecification(int? level, long index, int width, string path) => Assert.Equal(path, new TilePath(level, index, width).ToString());

    [Fact]
    public void Bundle_ReadsWhatWasAdded()
    {
        var bundle = new ArrayBufferWriter<byte>();
        byte[][] entries = [[], [1, 2, 3], new byte[EntryBundle.LargestEntry]];
        foreach (var entry in entries) EntryBundle.Add(bundle, entry);

        Assert.Equal(entries, EntryBundle.Read(bundle.WrittenSpan.ToArray()).Select(e => e.ToArray()));
        Assert.Equal([0, 0, 0, 3, 1, 2, 3, 0xff, 0xff], bundle.WrittenSpan.ToArray()[..9]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Bundle_CutShort_IsAFault(int length) => Assert.Throws<FormatException>(() => EntryBundle.Read(new byte[] { 0, 9, 1, 2, 3 }.AsMemory(0, length)));

    [Fact]
    public void Bundle_EntryThatIsTooLarge_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.Add(new ArrayBufferWriter<byte>(), new byte[EntryBundle.LargestEntry + 1]));
}
