using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>The sum that is opened is the plain sum of the survivors, to the bit, whoever drops out when.</summary>
public sealed class ExactSumTests
{
    private const int Length = 230;

    [Fact]
    public void NobodyDrops_SumIsThePlainSum()
    {
        var federation = new TestFederation(5);
        federation.FillInputs(Length);
        var setup = federation.Setup(new(1, 2));
        var task = TestFederation.Task(Length);

        var round = federation.Run(federation.Open(setup, 1, task), task);

        Assert.Equal(AggregationPhase.Opened, round.Phase);
        Assert.Equal(federation.PlainSum([0, 1, 2, 3, 4]), federation.Sum(round));
        Assert.Empty(round.Unmask().Liars);
    }
}
