using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Core.Tests.Rounds;

using static FedGrains.Core.Tests.Nodes.NodeSamples;
using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Nodes;

public sealed class NodeTests
{
    private static readonly Node Invited = Node.Invited(Key, Open);
    private static readonly Node Enrolled = Invited.Enrol(Open.Token, "key", Now).Next;

    [Fact]
    public void Enrol_KeepsTheKeyAndTheTime() => Assert.Equal((NodePhase.Enrolled, "key", Now), (Enrolled.Phase, Enrolled.PublicKey, Enrolled.EnrolledAt));

    [Theory]
    [InlineData(NodePhase.Invited, true, "key", 0, EnrolOutcome.Enrolled)]
    [InlineData(NodePhase.Invited, false, "key", 0, EnrolOutcome.WrongToken)]
    [InlineData(NodePhase.Invited, true, "key", 6, EnrolOutcome.Enrolled)]
    [InlineData(NodePhase.Invited, true, "key", 7, EnrolOutcome.TokenExpired)]
    [InlineData(NodePhase.Invited, false, "key", 7, EnrolOutcome.WrongToken)]
    [InlineData(NodePhase.Enrolled, true, "key", 0, EnrolOutcome.AlreadyEnrolled)]
    [InlineData(NodePhase.Enrolled, true, "key", 7, EnrolOutcome.AlreadyEnrolled)]
    [InlineData(NodePhase.Enrolled, true, "other", 0, EnrolOutcome.TokenSpent)]
    [InlineData(NodePhase.Enrolled, false, "key", 0, EnrolOutcome.WrongToken)]
    [InlineData(NodePhase.Revoked, true, "key", 0, EnrolOutcome.Revoked)]
    [InlineData(NodePhase.Revoked, false, "other", 0, EnrolOutcome.Revoked)]
    public void Enrol_ByPhaseTokenKeyAndDay(NodePhase phase, bool rightToken, string key, int day, EnrolOutcome expected)
    {
        var node = phase switch { NodePhase.Invited => Invited, NodePhase.Enrolled => Enrolled, NodePhase.Revoked => Enrolled.Revoke() };
        var (next, outcome) = node.Enrol(rightToken ? Open.Token : Digest.Of("guess"u8), key, Now.AddDays(day));

        Assert.Equal(expected, outcome);
        if (expected is not EnrolOutcome.Enrolled) Assert.Same(node, next);
    }

    [Fact]
    public void Enrol_WithoutAnInvitation_IsAWrongToken() =>
        Assert.Equal(EnrolOutcome.WrongToken, (Invited with { Invitation = null }).Enrol(Open.Token, "key", Now).Outcome);

    [Fact]
    public void InviteAgain_BeforeEnrolment_TheTokenBeforeStopsWorking()
    {
        var (node, outcome) = Invited.InviteAgain(new(Digest.Of("second"u8), Now.AddDays(1)));

        Assert.Equal(InviteOutcome.Invited, outcome);
        Assert.Equal(EnrolOutcome.WrongToken, node.Enrol(Open.Token, "key", Now).Outcome);
        Assert.Equal(EnrolOutcome.Enrolled, node.Enrol(Digest.Of("second"u8), "key", Now).Outcome);
    }

    [Fact]
    public void InviteAgain_EnrolledOrRevoked_ChangesNothing()
    {
        Assert.Equal((Enrolled, InviteOutcome.AlreadyEnrolled), Enrolled.InviteAgain(Open));

        var revoked = Enrolled.Revoke();
        Assert.Equal((revoked, InviteOutcome.Revoked), revoked.InviteAgain(Open));
    }

    [Fact]
    public void Register_KeepsOneDatasetANameInOrder()
    {
        var node = Enrolled.Register(Dataset(name: "heart")).Register(Dataset(name: "brain")).Register(Dataset(training: 7, name: "heart"));

        Assert.Equal(["brain", "heart"], node.Datasets.Select(d => d.Name.Value));
        Assert.Equal(7, node.Dataset(new("heart"))!.TrainingExamples);
        Assert.Null(node.Dataset(new("lung")));
    }

    [Fact]
    public void Register_TheSameAgain_ChangesNothing()
    {
        var node = Enrolled.Register(Dataset());

        Assert.Same(node, node.Register(Dataset()));
        Assert.Same(node, node.Register(Dataset().Restored()));
    }

    [Fact]
    public void Explain_EveryOutcome_IsASentence() => Assert.All(Enum.GetValues<EnrolOutcome>(), o => Assert.EndsWith(".", o.Explain(), StringComparison.Ordinal));
}
