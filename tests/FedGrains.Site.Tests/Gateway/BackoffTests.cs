using FedGrains.Site.Gateway;

namespace FedGrains.Site.Tests.Gateway;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0.0, 100)]
    [InlineData(1, 1.0, 250)]
    [InlineData(2, 0.0, 100)]
    [InlineData(2, 0.5, 600)]
    [InlineData(6, 1.0, 15_000)]
    [InlineData(1_000, 1.0, 15_000)]
    public void Delay_GrowsAndIsJittered(int attempt, double random, double milliseconds) =>
        Assert.Equal(milliseconds, new Backoff(() => random).Delay(attempt).TotalMilliseconds, precision: 6);
}
