extern alias gateway;

using System.Net;

using CallLimiter = gateway::FedGrains.Gateway.Limits.CallLimiter;
using GatewayLimits = gateway::FedGrains.Gateway.Limits.GatewayLimits;
using RemoteAddress = gateway::FedGrains.Gateway.Limits.RemoteAddress;

namespace FedGrains.Gateway.Tests.Limits;

public sealed class CallLimiterTests
{
    [Fact]
    public void Allows_UpToTheLimit_OfEachAddressAndEachKind()
    {
        using var limiter = new CallLimiter(new() { EnrolmentsPerMinute = 2, RefusalsPerMinute = 1 });

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => limiter.AllowsEnrolment("a")));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => limiter.AllowsRefusal("a")));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => limiter.AllowsEnrolment("b")));
    }

    [Fact]
    public async Task Allows_AgainWhenTheWindowIsOver()
    {
        using var limiter = new CallLimiter(new() { RefusalsPerMinute = 1 }, window: TimeSpan.FromMilliseconds(200));
        Assert.True(limiter.AllowsRefusal("a"));

        await Eventually.Holds(() => Task.FromResult(limiter.AllowsRefusal("a")));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("::1", "::/64")]
    public void Address_CountsAsOne(string address, string counted) => Assert.Equal(counted, RemoteAddress.Of(IPAddress.Parse(address)));

    [Fact]
    public void Address_ThatIsNotKnown_CountsAsOneToo() => Assert.Equal("unknown", RemoteAddress.Of(null));

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1_000_000, 1_000_000, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1_000_001, 0, 2)]
    public void Faults_OutOfRange_NameTheSetting(int enrolments, int refusals, int faults) =>
        Assert.Equal(faults, new GatewayLimits { EnrolmentsPerMinute = enrolments, RefusalsPerMinute = refusals }.Faults().Count(f => f.StartsWith("Coordinator:Limits:", StringComparison.Ordinal)));

    [Fact]
    public void Faults_ByDefault_None() => Assert.Empty(new GatewayLimits().Faults());
}
