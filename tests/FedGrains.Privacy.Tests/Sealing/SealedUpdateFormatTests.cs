using CsCheck;

using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.Tests.Sealing;

public sealed class SealedUpdateFormatTests
{
    private static readonly Gen<SealedUpdateFormat> Formats = Gen.Int[SealedUpdateFormat.MinimumChunkSize, 5000].Select(size => new SealedUpdateFormat(size));

    [Fact]
    public void PlaintextLength_UndoesSealedLength() => Gen.Select(Formats, Gen.Long[0, 1L << 40]).Sample((format, length) =>
        Assert.Equal(length, format.PlaintextLength(format.SealedLength(length))));

    [Fact]
    public void PlaintextLength_AnyLength_IsASealedLengthOrRefused() => Gen.Select(Formats, Gen.OneOf(Gen.Long[-10, 20_000], Gen.Long)).Sample((format, sealedLength) =>
    {
        try
        {
            Assert.Equal(sealedLength, format.SealedLength(format.PlaintextLength(sealedLength)));
        }
        catch (SealException)
        {
            Assert.DoesNotContain(sealedLength, Enumerable.Range(0, 20_000).Select(l => format.SealedLength(l)));
        }
    }, iter: 200);

    [Fact]
    public void New_ChunkSizeOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SealedUpdateFormat(SealedUpdateFormat.MinimumChunkSize - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SealedUpdateFormat(SealedUpdateFormat.MaximumChunkSize + 1));
        Assert.Equal(1 << 20, SealedUpdateFormat.Default.ChunkSize);
        Assert.Equal(77, SealedUpdateFormat.HeaderSize);
    }
}
