using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>A role lets go of no secret without zeroing it.</summary>
public sealed class ZeroedSecretsTests
{
    private readonly TestFederation _federation = new(3);

    [Fact]
    public void Dispose_OfTheRole_LeavesNothingToReadOrStore()
    {
        _federation.Setup(new(1, 1));
        var role = _federation.Sites[0].Role;

        role.Dispose();

        Assert.Throws<ObjectDisposedException>(() => role.State.ToBytes());
    }

    [Fact]
    public void Discard_OfAStepThatWasNotStored_ZeroesItsSecretsAndNoOthers()
    {
        _federation.Setup(new(1, 1));
        var role = _federation.Sites[0].Role;
        var before = role.State.ToBytes();
        var step = role.Receive(BatchSetup.Open(_federation.Signed, new Batch(2, 1), _federation.Coordinator.Signer).Outgoing().First().Message.Span);
        Assert.Equal(SiteProgress.KeysAdvertised, step.Progress);

        role.Discard(step);

        Assert.Throws<ObjectDisposedException>(() => step.Next.ToBytes());
        Assert.Equal(before, role.State.ToBytes());
    }

    [Fact]
    public void Discard_OfAStepThatChangesNothing_ZeroesNothing()
    {
        _federation.Setup(new(1, 1));
        var role = _federation.Sites[0].Role;
        var before = role.State.ToBytes();

        role.Discard(role.Receive("nonsense"u8));

        Assert.Equal(before, role.State.ToBytes());
    }
}
