using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedGrains.Azure.Auditing;
using FedGrains.Core.Identifiers;
using FedGrains.Storage;
using FedGrains.Storage.Auditing;
using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Azure.Tests.Auditing;

public sealed class BlobAuditTrailTests(StorageAccount account) : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private BlobContainerClient _container = null!;

    public async ValueTask InitializeAsync()
    {
        _container = account.Blobs.GetBlobContainerClient(StorageAccount.Name("audit"));
        await _container.CreateAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Append_ByManyAtOnce_IsALineEach()
    {
        await using var trail = new BlobAuditTrail(_container, _clock);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => trail.Append(Entry($"a{n}"))));

        var (name, lines) = Assert.Single(await Lines());
        Assert.StartsWith("2026/03/01/120000-", name, StringComparison.Ordinal);
        Assert.Equal(500, lines.Length);
        Assert.Contains("{\"at\":\"2026-03-01T12:00:00+00:00\",\"federation\":\"cardio\",\"action\":\"a7\",\"outcome\":\"refused\",\"details\":{}}", lines);
    }

    [Fact]
    public async Task Append_NextDayOrOtherProcess_IsAnotherBlob()
    {
        await using var first = new BlobAuditTrail(_container, _clock);
        await using var second = new BlobAuditTrail(_container, _clock);
        await first.Append(Entry("a"));
        await second.Append(Entry("b"));
        _clock.Advance(TimeSpan.FromDays(1));
        await first.Append(Entry("c"));

        Assert.Equal(3, (await Lines()).Count);
    }

    [Fact]
    public async Task Append_ThatCannotBeWritten_SaysSo_AndTheNextOneIsWritten()
    {
        await using var trail = new BlobAuditTrail(_container, _clock);
        await trail.Append(Entry("a"));
        await _container.DeleteAsync();

        await Assert.ThrowsAsync<StorageException>(() => trail.Append(Entry("b")));

        await _container.CreateIfNotExistsAsync();
        await trail.Append(Entry("c"));
        Assert.Contains("\"c\"", Assert.Single(Assert.Single(await Lines()).Lines), StringComparison.Ordinal);
    }

    private AuditEntry Entry(string action) => new(_clock.GetUtcNow(), new FederationId("cardio"), null, action, "refused");

    private async Task<List<(string Name, string[] Lines)>> Lines()
    {
        var found = new List<(string, string[])>();

        await foreach (var item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, default))
        {
            var content = (await _container.GetBlobClient(item.Name).DownloadContentAsync()).Value.Content.ToString();
            Assert.EndsWith("\n", content, StringComparison.Ordinal);
            found.Add((item.Name, content[..^1].Split('\n')));
        }

        return found;
    }
}
