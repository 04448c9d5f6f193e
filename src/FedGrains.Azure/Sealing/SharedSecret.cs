using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedGrains.Azure.Connections;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage;

namespace FedGrains.Azure.Sealing;

/// <summary>A secret that a coordinator's processes share: <c>secrets/{name}.json</c> in the container, wrapped by the vault, and made once. It is wrapped anew when the vault's key was rotated.</summary>
public sealed class SharedSecret
{
    private readonly BlobContainerClient _container;
    private readonly IKeyVault _vault;
    private readonly string _vaultKey;
    private readonly string _name;

    internal SharedSecret(BlobContainerClient container, IKeyVault vault, string vaultKey, string name) => (_container, _vault, _vaultKey, _name) = (container, vault, vaultKey, name);

    private BlobClient Blob => _container.GetBlobClient($"secrets/{_name}.json");

    private byte[] Context => Encoding.UTF8.GetBytes($"FedGrains/shared-secret/v1\0{_name}");

    /// <summary>The secret that is there, or this one, which then is; the caller disposes it. Throws a <see cref="StorageException"/> or a <see cref="KeyVaultException"/>.</summary>
    public async Task<SecretBytes> GetOrAdd(SecretBytes candidate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (await Find(cancellationToken) is { } found) return found;

        if (await _vault.Latest(_vaultKey, cancellationToken) is null) await _vault.Rotate(_vaultKey, cancellationToken);

        // Whoever was first has made it.
        await Write(candidate, new() { IfNoneMatch = ETag.All }, cancellationToken);
        return await Find(cancellationToken) ?? throw new StorageException($"'{Blob.Name}' was deleted in the moment it was made. Start again.");
    }

    private async Task<SecretBytes?> Find(CancellationToken cancellationToken)
    {
        if (await Read(cancellationToken) is not { } content) return null;

        var file = Parse(content.Content);
        var secret = await _vault.Unwrap(new(KeyId.Parse(file.Key), file.Wrapped), Context, cancellationToken);
        if (await _vault.Latest(_vaultKey, cancellationToken) is { } latest && latest.ToString() != file.Key) await Write(secret, new() { IfMatch = content.Details.ETag }, cancellationToken);

        return secret;
    }

    private async Task<BlobDownloadResult?> Read(CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob.DownloadContentAsync(cancellationToken)).Value;
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            return null;
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Reading($"'{Blob.Name}'", e);
        }
    }

    private async Task Write(SecretBytes secret, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var wrapped = await _vault.Wrap(_vaultKey, secret, Context, cancellationToken);
        var json = JsonSerializer.SerializeToUtf8Bytes(new(wrapped.Key.ToString(), wrapped.Bytes.ToArray()), SharedSecretJson.Default.SharedSecretFile);

        try
        {
            await Blob.UploadAsync(new BinaryData(json), new BlobUploadOptions { Conditions = conditions }, cancellationToken);
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            // Another process wrote the same.
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Writing($"'{Blob.Name}'", e);
        }
    }

    private SharedSecretFile Parse(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.ToMemory().Span, SharedSecretJson.Default.SharedSecretFile) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw SealedBytes.Damaged($"'{Blob.Name}'", e);
        }
    }
}

internal sealed record SharedSecretFile(string Key, byte[] Wrapped);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SharedSecretFile))]
internal sealed partial class SharedSecretJson : JsonSerializerContext;
