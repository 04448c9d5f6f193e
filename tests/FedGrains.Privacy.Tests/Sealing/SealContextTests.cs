using CsCheck;

using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.Tests.Sealing;

public sealed class SealContextTests
{
    private static readonly Gen<string> Name = Gen.Char['a', 'c'].Array[1, 3].Select(c => new string(c));

    private static readonly Gen<string> Digest = Gen.OneOf(Gen.Const(new string('a', 64)), Gen.Const(new string('b', 64)));

    private static readonly Gen<SealContext> Contexts = Gen.Select(Gen.Select(Name, Name, Name), Gen.Int[0, 2], Gen.Select(Digest, Digest, Digest)).Select((names, round, digests) => new SealContext
    {
        Federation = names.Item1,
        Run = names.Item2,
        Node = names.Item3,
        Round = round,
        BaseModel = digests.Item1,
        Configuration = digests.Item2,
        Roster = digests.Item3,
    });

    // What is sealed under is a contract: changing a byte of it would leave every sealed update shut.
    [Fact]
    public void Encode_IsFrozen() => Assert.Equal(
        "00000013" + "466564477261696e732f7570646174652f7631" +
        "00000006" + "63617264696f" + "00000005" + "72756e2d31" + "00000008" + "0000000000000007" + "00000005" + "6c65656473" +
        "00000020" + string.Concat(Enumerable.Repeat("aa", 32)) + "00000020" + string.Concat(Enumerable.Repeat("bb", 32)) + "00000020" + string.Concat(Enumerable.Repeat("cc", 32)),
        Convert.ToHexStringLower(SealedUpdates.Context.Encode()));

    [Fact]
    public void EncodeChunk_IsTheContextAndThePlace() => Assert.Equal(
        Convert.ToHexStringLower(SealedUpdates.Context.Encode()) + "00000008" + "0000000000000400" + "00000008" + "0000000000000009" + "00000004" + "6c617374",
        Convert.ToHexStringLower(SealedUpdates.Context.EncodeChunk(1024, 9, last: true)));

    [Fact]
    public void Encode_DifferentContexts_Differ() => Gen.Select(Contexts, Contexts).Sample((one, other) =>
        Assert.Equal(one == other, one.Encode().AsSpan().SequenceEqual(other.Encode())));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("münchen")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    public void New_NotAName_IsRefused(string name)
    {
        Assert.Contains("printable ASCII", Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { Node = name }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { Federation = name });
        Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { Run = name });
    }

    [Fact]
    public void New_NotADigest_IsRefused()
    {
        foreach (var digest in new[] { "", new string('A', 64), new string('a', 63), new string('g', 64) })
        {
            Assert.Contains("64 lower-case hexadecimal", Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { BaseModel = digest }).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { Configuration = digest });
            Assert.Throws<ArgumentException>(() => SealedUpdates.Context with { Roster = digest });
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SealedUpdates.Context with { Round = -1 });
    }
}
