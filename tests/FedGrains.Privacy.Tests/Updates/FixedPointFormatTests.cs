using CsCheck;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class FixedPointFormatTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(-1)]
    public void New_FractionBitsOutOfRange_Throws(int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointFormat(bits));

    [Fact]
    public void Default_HasTheStepAndRangeThatItsDocumentationNames()
    {
        Assert.Equal(24, FixedPointFormat.Default.FractionBits);
        Assert.Equal(1 / 16777216.0, FixedPointFormat.Default.Step);
        Assert.Equal(2147483647 / 16777216.0, FixedPointFormat.Default.MaximumMagnitude);
        Assert.Equal(1 / 33554432.0, FixedPointFormat.Default.ErrorBound);
    }

    [Fact]
    public void Formats_WithTheSameBits_AreEqual() => Assert.Equal(new FixedPointFormat(24), FixedPointFormat.Default);

    [Fact]
    public void Decode_IsExact()
    {
        Assert.Equal(-3 / 256.0, new FixedPointFormat(8).Decode(-3));
        Assert.Equal(2147483647 / 1073741824.0, new FixedPointFormat(30).Decode(int.MaxValue));
    }

    [Fact]
    public void Decode_Reserved_Throws() => Assert.Throws<ArgumentException>(() => FixedPointFormat.Default.Decode(int.MinValue));

    [Fact]
    public void FirstReserved_FindsTheFirst() =>
        Gen.Int[0, 300].Select(Gen.Int[0, 300], Gen.Int[1, 300]).Sample((first, second, room) =>
        {
            var values = Enumerable.Repeat(int.MinValue + 1, Math.Max(first, second) + room).ToArray();

            Assert.Equal(-1, FixedPointFormat.FirstReserved(values));

            values[first] = values[second] = int.MinValue;
            Assert.Equal(Math.Min(first, second), FixedPointFormat.FirstReserved(values));
        });
}
