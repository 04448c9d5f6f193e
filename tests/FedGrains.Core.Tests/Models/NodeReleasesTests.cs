using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Rounds;
using FedGrains.Core.Training;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Models;

/// <summary>What each node has released in a run, from version to version.</summary>
public sealed class NodeReleasesTests
{
    private static readonly DpSgdMechanism Once = new(0.5, 2, 1, 10);
    private static readonly ModelVersion Initial = ModelVersion.Initial(RoundSamples.Run, Base with { Version = 0 }, Opened);

    [Fact]
    public void After_TheModelBeforeTraining_IsTheFirstRound()
    {
        var releases = NodeReleases.After(Initial, Part(1, Once, 30), Part(0, Once, 10));

        Assert.Equal([Node(0), Node(1)], releases.Select(r => r.Node));
        Assert.Equal([10L, 30L], releases.Select(r => r.Records));
        Assert.All(releases, r => Assert.Equal((new MechanismRounds(Once, 1), 0), (r.Noisy.Single(), r.Plain)));
    }

    [Fact]
    public void After_MoreRounds_TheyAddUpAndTheAbsentKeepWhatTheyHad()
    {
        var first = Version(NodeReleases.After(Initial, Part(0, Once), Part(1, Once)));
        var second = Version(NodeReleases.After(first, Part(0, Once, 12), Part(0, Once with { Steps = 3 }), Part(2, null)));
        var third = NodeReleases.After(second, Part(2, Once));

        Assert.Equal([Node(0), Node(1), Node(2)], third.Select(r => r.Node));
        Assert.Equal([new(Once, 2), new(Once with { Steps = 3 }, 1)], third[0].Noisy);
        Assert.Equal(12, third[0].Records);
        Assert.Equal([new(Once, 1)], third[1].Noisy);
        Assert.Equal((new MechanismRounds(Once, 1), 1), (third[2].Noisy.Single(), third[2].Plain));
    }

    // What was private in training is priced by that; the rest by the sums that it was seen in.
    [Fact]
    public void After_NoisedSums_TheyAddUp()
    {
        var first = Version(NodeReleases.After(Initial, Part(0, null) with { SumRho = 0.25 }, Part(1, Once) with { SumRho = 0.25 }));
        var second = NodeReleases.After(first, Part(0, null) with { SumRho = 0.5 });

        Assert.Equal((2, 0.75, 0, 0), (second[0].Summed, second[0].SummedRho, second[0].Plain, second[0].Noisy.Length));
        Assert.Equal((0, 0, 1), (second[1].Summed, second[1].SummedRho, second[1].Noisy.Length));
    }

    // Nobody knows how those updates were made, so they count as made without noise.
    [Fact]
    public void After_AVersionOfBeforeThereWerePromises_ItsContributorsAreUnprotected()
    {
        var old = Initial with { Round = 3, Privacy = null, Contributors = [Part(0, null), Part(1, null)] };

        Assert.Equal([1, 1], NodeReleases.After(old, Part(0, Once)).Select(r => r.Plain));
    }

    [Fact]
    public void Worst_OfSeveral_IsTheLeastPromised()
    {
        var releases = NodeReleases.After(Initial, Part(0, Once), Part(1, Once), Part(2, Once));
        var privacy = ModelPrivacy.BeforeTraining with { Nodes = [.. releases.Select((r, i) => new NodePrivacy(r, "noise", i == 1 ? 3 : 1))] };

        Assert.Equal((Node(1), 3.0, true), (privacy.Worst!.Node, privacy.Epsilon, privacy.IsProtected));
        Assert.False((privacy with { Nodes = [privacy.Nodes[0] with { Epsilon = double.PositiveInfinity }] }).IsProtected);
        Assert.Equal((null, 0.0, true), (ModelPrivacy.BeforeTraining.Worst, ModelPrivacy.BeforeTraining.Epsilon, ModelPrivacy.BeforeTraining.IsProtected));
    }

    private static Contribution Part(int node, DpSgdMechanism? mechanism, long examples = 10) => new(Node(node), examples, null, Digest.Of([(byte)node]), mechanism);

    private static ModelVersion Version(IEnumerable<NodeReleases> releases) =>
        Initial with { Round = 1, Privacy = ModelPrivacy.BeforeTraining with { Nodes = [.. releases.Select(r => new NodePrivacy(r, "noise", 1))] } };
}
