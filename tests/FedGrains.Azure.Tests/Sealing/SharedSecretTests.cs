using System.Text;
using Azure.Storage.Blobs;
using FedGrains.Azure.Sealing;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage;

namespace FedGrains.Azure.Tests.Sealing;

public sealed class SharedSecretTests(StorageAccount account) : IAsyncLifetime
{
    private readonly MemoryVault _vault = new();
    private BlobContainerClient _container = null!;

    public async ValueTask InitializeAsync() => _container = (await account.Blobs.CreateBlobContainerAsync(StorageAccount.Name("secrets"))).Value;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task GetOrAdd_TheFirstIsEverybodys()
    {
        Assert.Equal("one", await GetOrAdd("one"));
        Assert.Equal("one", await GetOrAdd("two"));
    }

    [Fact]
    public async Task GetOrAdd_ByManyAtOnce_IsOne()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => GetOrAdd($"secret {i}")));

        Assert.Single(all.Distinct());
    }

    [Fact]
    public async Task GetOrAdd_IsNotInTheBlob()
    {
        await GetOrAdd("a long enough secret");

        var blob = (await _container.GetBlobClient("secrets/test.json").DownloadContentAsync()).Value.Content.ToString();
        Assert.DoesNotContain("a long enough secret", Encoding.UTF8.GetString(Convert.FromBase64String(blob.Split('"')[^2])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOrAdd_AfterARotation_IsWrappedAnew()
    {
        await GetOrAdd("one");
        await _vault.Rotate("storage");

        Assert.Equal("one", await GetOrAdd("two"));
        Assert.Contains("storage/v2", (await _container.GetBlobClient("secrets/test.json").DownloadContentAsync()).Value.Content.ToString(), StringComparison.Ordinal);
        Assert.Equal("one", await GetOrAdd("two"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    public async Task GetOrAdd_Damaged_IsASentenceAndNotReplaced(string content)
    {
        await _container.GetBlobClient("secrets/test.json").UploadAsync(new BinaryData(content));

        Assert.Contains("secrets/test.json", (await Assert.ThrowsAsync<StorageException>(() => GetOrAdd("one"))).Message, StringComparison.Ordinal);
        Assert.Equal(content, (await _container.GetBlobClient("secrets/test.json").DownloadContentAsync()).Value.Content.ToString());
    }

    private async Task<string> GetOrAdd(string candidate)
    {
        using var own = SecretBytes.CopyOf(Encoding.UTF8.GetBytes(candidate));
        using var secret = await new SharedSecret(_container, _vault, "storage", "test").GetOrAdd(own);

        return Encoding.UTF8.GetString(secret.Span);
    }
}
