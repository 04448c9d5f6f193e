using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class FixedPointUpdateTests
{
    [Fact]
    public void Encode_RawUpdate_HasFormatAndValues()
    {
        var raw = new RawUpdate(new float[] { 1.5f, -2f }, new float[] { 1f, -1f });

        Assert.Null(raw.Encode(new(8), out var update));
        Assert.Equal(2, update!.Length);
        Assert.Equal(8, update.Format.FractionBits);
        Assert.Equal([128, -256], update.Values.ToArray());
    }

    [Fact]
    public void Encode_Diverged_NamesTheParameterAndGivesNoUpdate()
    {
        var raw = new RawUpdate(new float[] { 1, float.NaN }, new float[2]);

        Assert.Equal(new(1, EncodeFaultKind.NotFinite), raw.Encode(FixedPointFormat.Default, out var update));
        Assert.Null(update);
    }

    [Fact]
    public void RawUpdate_DifferentLengths_Throws() => Assert.Throws<ArgumentException>(() => new RawUpdate(new float[2], new float[3]));

    [Fact]
    public void Read_ReservedValue_ThrowsWithItsIndex()
    {
        var fault = Assert.Throws<FormatException>(() => FixedPointUpdate.Read(FixedPointFormat.Default, new[] { 1, int.MinValue }));

        Assert.Equal("Parameter 1 of the update is not a number.", fault.Message);
    }

    [Fact]
    public void ToString_ShowsNoValue()
    {
        Assert.DoesNotContain("7", FixedPointUpdate.Read(FixedPointFormat.Default, new[] { 7 }).ToString());
        Assert.DoesNotContain("7", new RawUpdate(new[] { 7f }, new[] { 7f }).ToString());
    }
}
