using System.Text.Json;

using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class PrivacyEventTests
{
    private static readonly PrivacyEvent s_everything = new PrivacyEvent.Composed(
    [
        new PrivacyEvent.Repeated(new PrivacyEvent.PoissonSampled(0.01, new PrivacyEvent.Gaussian(1.1)), 14062),
        new PrivacyEvent.Laplace(2.5),
        new PrivacyEvent.ZeroConcentrated(0.81),
        new PrivacyEvent.NonPrivate("a histogram of ages"),
    ]);

    // What a ledger wrote stays readable: this text never changes.
    private const string Golden =
        """{"event":"composed","events":[{"event":"repeated","of":{"event":"poissonSampled","probability":0.01,"of":{"event":"gaussian","noiseMultiplier":1.1}},"count":14062},{"event":"laplace","noiseMultiplier":2.5},{"event":"zeroConcentrated","rho":0.81},{"event":"nonPrivate","what":"a histogram of ages"}]}""";

    [Fact]
    public void Json_EveryKind_IsTheGoldenText() => Assert.Equal(Golden, JsonSerializer.Serialize(s_everything));

    [Fact]
    public void Json_GoldenText_IsRead() => Assert.Equal(s_everything, JsonSerializer.Deserialize<PrivacyEvent>(Golden));

    // Hosts write camel case and read carelessly; the names are the events' own.
    [Fact]
    public void Json_OtherOptions_ChangeNothing()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };

        Assert.Equal(Golden, JsonSerializer.Serialize(s_everything, options));
        Assert.Equal(s_everything, JsonSerializer.Deserialize<PrivacyEvent>(Golden, options));
    }

    [Theory]
    [InlineData("""{"event":"discreteLaplace","noiseMultiplier":1}""")]
    [InlineData("""{"noiseMultiplier":1}""")]
    public void Json_UnknownKind_IsRefused(string json) => Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<PrivacyEvent>(json));

    [Theory]
    [InlineData("""{"event":"gaussian","noiseMultiplier":-1}""")]
    [InlineData("""{"event":"poissonSampled","probability":1.5,"of":{"event":"gaussian","noiseMultiplier":1}}""")]
    [InlineData("""{"event":"repeated","count":-3,"of":{"event":"gaussian","noiseMultiplier":1}}""")]
    public void Json_OutOfRange_IsRefused(string json) => Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize<PrivacyEvent>(json));

    [Fact]
    public void Create_OutOfRange_SaysTheRule()
    {
        Assert.Contains("0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyEvent.PoissonSampled(-0.1, s_everything)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyEvent.Gaussian(double.PositiveInfinity)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyEvent.Laplace(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyEvent.ZeroConcentrated(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyEvent.Repeated(s_everything, -1));
        Assert.Throws<ArgumentNullException>(() => new PrivacyEvent.Composed(default));
        Assert.Throws<ArgumentNullException>(() => new PrivacyEvent.Composed([null!]));
    }

    [Fact]
    public void Equals_SameEvents_AreEqualAndOthersNot()
    {
        Assert.Equal(new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(1)]).GetHashCode(), new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(1)]).GetHashCode());
        Assert.NotEqual(new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(1)]), new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(2)]));
    }
}
