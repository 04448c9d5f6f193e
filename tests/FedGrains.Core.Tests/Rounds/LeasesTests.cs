using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Rounds;

public sealed class LeasesTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static readonly Leases Granted = Leases.Grant([Node(0), Node(1)], Length, Opened);

    [Fact]
    public void Silent_UpToTheLeasesEnd_Nobody() => Assert.Empty(Granted.Silent(Opened + Length));

    [Fact]
    public void Silent_PastTheLeasesEnd_WhoeverDidNotRenew()
    {
        var leases = Granted.Renew(Node(0), Opened.AddSeconds(5));

        Assert.Equal([Node(1)], leases.Silent(Opened.AddSeconds(21)));
        Assert.Equal([Node(0), Node(1)], leases.Silent(Opened.AddSeconds(26)).OrderBy(n => n.Value));
    }

    [Fact]
    public void Renew_SlowButMoving_IsNeverSilent()
    {
        var leases = Enumerable.Range(1, 1000).Aggregate(Granted, (l, i) => l.Renew(Node(0), Opened.AddSeconds(19 * i)));

        Assert.DoesNotContain(Node(0), leases.Silent(Opened.AddSeconds(19 * 1001)));
    }

    [Fact]
    public void Renew_AStranger_GetsNoLease() => Assert.Same(Granted, Granted.Renew(new NodeId("stranger"), Opened));
}
