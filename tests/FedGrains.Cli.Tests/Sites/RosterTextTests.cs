using FedGrains.Cli.Sites;
using FedGrains.Core.Identifiers;
using FedGrains.Site.Masking;

namespace FedGrains.Cli.Tests.Sites;

public sealed class RosterTextTests
{
    private static readonly RosterView First = RosterOf(1, null, "leeds");
    private static readonly RosterView Second = RosterOf(2, First.Digest, "leeds", "york");

    [Fact]
    public void FirstOffer_TellsWhatToCompareAndHowToConfirm()
    {
        var text = TextOf(new("leeds", DigestOf("leeds"), InForce: null, First, Agreed: null));

        Assert.Contains($"This site is 'leeds', with a key of digest {DigestOf("leeds")}.", text, StringComparison.Ordinal);
        Assert.Contains($"Offered by the coordinator, and not in force here: roster 1, digest {First.Digest}", text, StringComparison.Ordinal);
        Assert.Contains("Threshold: 3 of 4 sites must survive a round", text, StringComparison.Ordinal);
        Assert.Contains($"The coordinator's key has digest {DigestOf("coordinator")}.", text, StringComparison.Ordinal);
        Assert.All(First.Sites, site => Assert.Contains(site.Key.Value, text, StringComparison.Ordinal));
        Assert.Contains($"by another way than the coordinator. When it is the same there: fedgrains site roster confirm --digest {First.Digest}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NextOffer_TellsWhatItFollowsAndHowToSign()
    {
        var text = TextOf(new("leeds", DigestOf("leeds"), First, Second, First.Digest));

        Assert.Contains($"In force: roster 1, digest {First.Digest}", text, StringComparison.Ordinal);
        Assert.Contains($"It follows the roster with digest {First.Digest}.", text, StringComparison.Ordinal);
        Assert.Contains($"fedgrains site roster sign --digest {Second.Digest}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SignedOffer_WaitsForOthers() =>
        Assert.Contains("This site has signed it. It waits for others.", TextOf(new("leeds", DigestOf("leeds"), First, Second, Second.Digest)), StringComparison.Ordinal);

    [Fact]
    public void InForce_AsksForNothing()
    {
        var text = TextOf(new("leeds", DigestOf("leeds"), First, Offered: null, First.Digest));

        Assert.DoesNotContain("fedgrains site roster", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_SaysSo() => Assert.Contains("No roster is in force, and the coordinator has offered none.", TextOf(new("leeds", DigestOf("leeds"), null, null, null)), StringComparison.Ordinal);

    private static string TextOf(RosterStatus status)
    {
        var output = new StringWriter();
        RosterText.Write(new(output, TextWriter.Null, json: false), status);

        return output.ToString();
    }

    private static RosterView RosterOf(long epoch, Digest? previous, params string[] signed) => new(
        DigestOf($"roster {epoch}"),
        epoch,
        previous,
        DigestOf("coordinator"),
        [.. new[] { "cardiff", "leeds", "oxford", "york" }.Select(s => new RosterMemberView(s, DigestOf(s)))],
        Threshold: 3,
        MinimumCohort: 3,
        [.. signed]);

    private static Digest DigestOf(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));
}
