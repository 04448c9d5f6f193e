extern alias gateway;

using FedGrains.Storage.Auditing;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using RefusalTally = gateway::FedGrains.Gateway.Limits.RefusalTally;

namespace FedGrains.Gateway.Tests.Limits;

public sealed class RefusalTallyTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Trail _trail = new();
    private readonly RefusalTally _tally;

    public RefusalTallyTests() => _tally = new(_trail, _clock, NullLogger<RefusalTally>.Instance);

    public async ValueTask InitializeAsync() => await _tally.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _tally.Dispose();

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Minute_WritesAnEntryForEachAddressWithItsNumber()
    {
        for (var i = 0; i < 1000; i++) _tally.Count("203.0.113.7");
        _tally.Count("203.0.113.8");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(_trail.Written());

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([("203.0.113.7", "1000"), ("203.0.113.8", "1")], (await Written(2)).Order());

        _tally.Count("203.0.113.7");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("203.0.113.7", "1"), (await Written(3))[2]);
    }

    [Fact]
    public async Task Minute_WithoutRefusals_WritesNothing()
    {
        _clock.Advance(TimeSpan.FromMinutes(3));
        await _tally.StopAsync(CancellationToken.None);

        Assert.Empty(_trail.Written());
    }

    [Fact]
    public async Task Stop_WritesWhatWasCounted()
    {
        _tally.Count("203.0.113.7");
        await _tally.StopAsync(CancellationToken.None);

        Assert.Equal(("203.0.113.7", "1"), Assert.Single(_trail.Written()));
    }

    [Fact]
    public async Task Minute_TheTrailFails_IsToldWithTheNext()
    {
        _trail.Fails = true;
        _tally.Count("203.0.113.7", 5);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.Be("the trail was tried", () => Task.FromResult(_trail.Tried > 0));

        _trail.Fails = false;
        _tally.Count("203.0.113.7", 2);
        await Eventually.Be("the next minute is written", () =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(_trail.Written().Length > 0);
        });
        await _tally.StopAsync(CancellationToken.None);

        Assert.Equal(7, _trail.Written().Sum(e => int.Parse(e.Count, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private async Task<(string Peer, string Count)[]> Written(int entries) => await Eventually.Get(() => Task.FromResult(_trail.Written()), w => w.Length >= entries);

    private sealed class Trail : IAuditTrail
    {
        private readonly List<AuditEntry> _entries = [];

        public bool Fails { get; set; }

        public int Tried { get; private set; }

        public (string Peer, string Count)[] Written()
        {
            lock (_entries) return [.. _entries.Select(e => (e.Details["peer"], e.Details["count"]))];
        }

        public Task Append(AuditEntry entry, CancellationToken cancellationToken = default)
        {
            Tried++;
            if (Fails) return Task.FromException(new IOException("The disk is full."));

            lock (_entries) _entries.Add(entry);

            return Task.CompletedTask;
        }
    }
}
