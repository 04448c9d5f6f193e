using System.Text.Json;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Tests.Identifiers;

public sealed class IdentifierTests
{
    private const string EmptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("leeds-general-1")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc")]
    public void Accepts_NamesThatKeepTheRule(string name) => Assert.True(NameRule.Accepts(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Leeds")]
    [InlineData("-leeds")]
    [InlineData("leeds-")]
    [InlineData("leeds general")]
    [InlineData("leeds/general")]
    [InlineData("zürich")]
    [InlineData("../etc")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd")]
    public void Accepts_NamesThatBreakTheRule_No(string? name) => Assert.False(NameRule.Accepts(name));

    [Fact]
    public void Parse_BrokenName_SaysWhatAndTheRule()
    {
        Assert.Equal($"'Leeds' is not a node name: use {NameRule.Text}.", Assert.Throws<FormatException>(() => NodeId.Parse("Leeds")).Message);
        Assert.Equal($"'Leeds' is not a federation name: use {NameRule.Text}.", Assert.Throws<FormatException>(() => FederationId.Parse("Leeds")).Message);
        Assert.Equal($"'Leeds' is not a run name: use {NameRule.Text}.", Assert.Throws<FormatException>(() => RunId.Parse("Leeds")).Message);
        Assert.Equal($"'Leeds' is not a dataset name: use {NameRule.Text}.", Assert.Throws<FormatException>(() => DatasetName.Parse("Leeds")).Message);
    }

    // FIPS 180-4's empty message.
    [Fact]
    public void Digest_OfNothing_IsTheKnownOne()
    {
        Assert.Equal(EmptyDigest, Digest.Of([]).Value);
        Assert.Equal(Digest.Parse(EmptyDigest), Digest.Of([]));
        Assert.Equal("e3b0c44298fc", Digest.Of([]).Abbreviated);
        Assert.Equal("", default(Digest).Abbreviated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("e3b0")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Digest_NotADigest_Throws(string text) =>
        Assert.Equal($"'{text}' is not a SHA-256 digest: write 64 lower-case hexadecimal characters.", Assert.Throws<FormatException>(() => Digest.Parse(text)).Message);

    [Fact]
    public void Keys_RoundTripAsText()
    {
        Assert.Equal("f/r", RunKey.Parse("f/r").ToString());
        Assert.Equal("f/n", NodeKey.Parse("f/n").ToString());
        Assert.Equal("f/r/12", RoundKey.Parse("f/r/12").ToString());
        Assert.Equal("f/r/v0", ModelVersionKey.Parse("f/r/v0").ToString());
        Assert.Equal(new(new(new("f"), new("v")), 3), ModelVersionKey.Parse("f/v/v3"));
    }

    [Theory]
    [InlineData("f", "'f' is not a run: write federation/run.")]
    [InlineData("f/r/1", "'f/r/1' is not a run: write federation/run.")]
    [InlineData("f/R", $"'R' is not a run name: use {NameRule.Text}.")]
    [InlineData("/r", $"'' is not a federation name: use {NameRule.Text}.")]
    public void RunKey_Broken_SaysHowToWriteIt(string text, string fault) =>
        Assert.Equal(fault, Assert.Throws<FormatException>(() => RunKey.Parse(text)).Message);

    [Theory]
    [InlineData("f/r")]
    [InlineData("f/r/-1")]
    [InlineData("f/r/x")]
    [InlineData("f/r/99999999999")]
    [InlineData("f/r/")]
    public void RoundAndVersionKeys_Broken_Throw(string text)
    {
        Assert.Throws<FormatException>(() => RoundKey.Parse(text));
        Assert.Throws<FormatException>(() => ModelVersionKey.Parse(text));
        Assert.Throws<FormatException>(() => ModelVersionKey.Parse("v1"));
    }

    [Fact]
    public void Json_Identifier_IsItsText()
    {
        Assert.Equal("\"leeds\"", JsonSerializer.Serialize(NodeId.Parse("leeds")));
        Assert.Equal(NodeId.Parse("leeds"), JsonSerializer.Deserialize<NodeId>("\"leeds\""));
        Assert.Equal(Digest.Of([]), JsonSerializer.Deserialize<Digest>(JsonSerializer.Serialize(Digest.Of([]))));
        Assert.Throws<FormatException>(() => JsonSerializer.Deserialize<NodeId>("\"Leeds\""));
    }

    [Fact]
    public void Json_UnsetIdentifier_IsNull()
    {
        Assert.Equal("null", JsonSerializer.Serialize(default(NodeId)));
        Assert.Equal(default, JsonSerializer.Deserialize<NodeId>("null"));
        Assert.Null(JsonSerializer.Deserialize<Digest?>("null"));
    }

    [Fact]
    public void Json_IdentifierAsDictionaryKey_IsItsText()
    {
        var examples = new Dictionary<NodeId, int> { [NodeId.Parse("leeds")] = 3, [NodeId.Parse("york")] = 4 };
        var json = JsonSerializer.Serialize(examples);

        Assert.Equal("""{"leeds":3,"york":4}""", json);
        Assert.Equal(examples, JsonSerializer.Deserialize<Dictionary<NodeId, int>>(json));
        Assert.Throws<FormatException>(() => JsonSerializer.Deserialize<Dictionary<NodeId, int>>("""{"Leeds":3}"""));
    }
}
