using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>Who can be in a round together, while receipts are still on their way.</summary>
public sealed class UsableTests
{
    [Fact]
    public void Usable_BeforeAnyReceipt_IsNobody()
    {
        var federation = new TestFederation(4);
        var setup = BatchSetup.Open(federation.Signed, new Batch(1, 2), federation.Coordinator.Signer);
        Assert.Empty(setup.Usable([0, 1, 2, 3]));

        for (var step = 0; step < 2; step++) setup = federation.Exchange(setup, null).Close();

        Assert.Equal(SetupPhase.Confirming, setup.Phase);
        Assert.Empty(setup.Usable([0, 1, 2, 3]));
    }

    [Fact]
    public void Usable_OfNobodyOrOfStrangers_IsNobody()
    {
        var federation = new TestFederation(4);
        var setup = federation.Setup(new Batch(1, 2), silent: TestFederation.Set(3));

        Assert.Equal([0, 1, 2], setup.Usable([0, 1, 2, 3]));
        Assert.Empty(setup.Usable([]));
        Assert.Empty(setup.Usable([3]));
    }
}
