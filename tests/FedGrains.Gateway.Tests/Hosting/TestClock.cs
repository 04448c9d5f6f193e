namespace FedGrains.Gateway.Tests.Hosting;

/// <summary>The machine's clock, set forward. Timers run as ever: Orleans has some of its own.</summary>
public sealed class TestClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
