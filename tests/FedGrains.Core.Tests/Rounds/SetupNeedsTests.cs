using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Rounds;

public sealed class SetupNeedsTests
{
    private static readonly SetupNeeds Needs = SetupNeeds.Of(Plan(5, quorum: 3, RoundTask.Train, 4).Masked());

    [Theory]
    [InlineData("abcde", "", false, 0, true)]
    [InlineData("abce", "d", false, 100, false)]
    [InlineData("abce", "d", true, 20, false)]
    [InlineData("abce", "d", true, 21, true)]
    [InlineData("be", "acd", true, 1000, false)]
    [InlineData("abcd", "e", true, 1000, false)]
    [InlineData("be", "", true, 1000, false)]
    public void GoesOn_WithAllOrWithEnoughWhenItIsUrgent(string answered, string awaited, bool isUrgent, int seconds, bool expected) =>
        Assert.Equal(expected, Needs.GoesOn(Nodes(awaited), Nodes(answered), isUrgent, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Of_AsksForWhatTheRoundAsksFor()
    {
        Assert.Equal((3, TimeSpan.FromSeconds(20)), (Needs.Quorum, Needs.Patience));
        Assert.Equal([Node(4)], Needs.Mandatory);
    }

    private static NodeId[] Nodes(string names) => [.. names.Select(c => new NodeId(c.ToString()))];
}
