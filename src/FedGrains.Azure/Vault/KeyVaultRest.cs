using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FedGrains.Azure.Vault;

/// <summary>The operations of Key Vault that FedGrains uses, over its REST interface: learn.microsoft.com/rest/api/keyvault/keys, version 7.4.</summary>
internal sealed class KeyVaultRest
{
    private const string ApiVersion = "api-version=7.4";
    private const int Success = 300;

    private readonly HttpPipeline _pipeline;

    public KeyVaultRest(Uri address, TokenCredential identity, KeyVaultClientOptions options)
    {
        Address = new(address.GetLeftPart(UriPartial.Authority));
        _pipeline = HttpPipelineBuilder.Build(options, new KeyVaultAuthentication(identity, options.VerifyResource));
    }

    /// <summary>The vault's address, without a path.</summary>
    public Uri Address { get; }

    /// <summary>All versions of a key; none when there is no such key.</summary>
    public async Task<IReadOnlyList<KeyItem>> Versions(string name, CancellationToken cancellationToken)
    {
        var items = new List<KeyItem>();

        for (var next = AddressOf(name, "versions"); next is not null;)
        {
            using var message = Message(RequestMethod.Get, next);
            await Send(message, name, cancellationToken);
            if (message.Response.Status == KeyVaultFailure.NotFound) break;

            var page = Read(message, name, KeyVaultJson.Default.KeyPage);
            items.AddRange(page.Value ?? []);
            next = NextOf(page);
        }

        return items;
    }

    /// <summary>A version with its public key.</summary>
    public Task<KeyBundle> Get(string name, string version, CancellationToken cancellationToken) => Call(RequestMethod.Get, AddressOf(name, version), name, null, KeyVaultJson.Default.KeyBundle, cancellationToken);

    /// <summary>Makes a version, the first when there is none.</summary>
    public Task<KeyBundle> Create(string name, NewKey key, CancellationToken cancellationToken) =>
        Call(RequestMethod.Post, AddressOf(name, "create"), name, JsonSerializer.SerializeToUtf8Bytes(key, KeyVaultJson.Default.NewKey), KeyVaultJson.Default.KeyBundle, cancellationToken);

    /// <summary>Does something with a version's private key, in the vault.</summary>
    /// <param name="name">The key's name in the vault.</param>
    /// <param name="version">The vault's id of the version.</param>
    /// <param name="operation"><c>sign</c> or <c>unwrapkey</c>.</param>
    /// <param name="algorithm"><c>ES256</c> with a digest, or <c>RSA-OAEP-256</c> with a wrapped key.</param>
    /// <param name="value">What it is done to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<byte[]> Operate(string name, string version, string operation, string algorithm, byte[] value, CancellationToken cancellationToken) =>
        (await Call(RequestMethod.Post, AddressOf(name, $"{version}/{operation}"), name, Body(algorithm, value), KeyVaultJson.Default.KeyOperationResult, cancellationToken)).Value;

    /// <summary><see cref="Operate"/> for callers that cannot wait otherwise.</summary>
    public byte[] OperateNow(string name, string version, string operation, string algorithm, byte[] value, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, AddressOf(name, $"{version}/{operation}"), Body(algorithm, value));

        try
        {
            _pipeline.Send(message, cancellationToken);
        }
        catch (Exception e) when (KeyVaultFailure.Explains(e, cancellationToken))
        {
            throw KeyVaultFailure.Unreachable(Address, e);
        }

        return Read(message, name, KeyVaultJson.Default.KeyOperationResult).Value;
    }

    private async Task<T> Call<T>(RequestMethod method, Uri address, string name, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var message = Message(method, address, body);
        await Send(message, name, cancellationToken);

        return Read(message, name, type);
    }

    private async Task Send(HttpMessage message, string name, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (KeyVaultFailure.Explains(e, cancellationToken))
        {
            throw KeyVaultFailure.Unreachable(Address, e);
        }
    }

    private T Read<T>(HttpMessage message, string name, JsonTypeInfo<T> type)
    {
        if (message.Response.Status >= Success) throw KeyVaultFailure.Of(Address, name, message.Response);

        try
        {
            return JsonSerializer.Deserialize(message.Response.Content.ToMemory().Span, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw KeyVaultFailure.NotAVault(Address, e);
        }
    }

    private HttpMessage Message(RequestMethod method, Uri address, byte[]? body = null)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is null) return message;

        message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        message.Request.Content = RequestContent.Create(body);

        return message;
    }

    private Uri AddressOf(string name, string rest) => new(Address, $"/keys/{name}/{rest}?{ApiVersion}");

    // A link to another host would be sent this vault's token.
    private Uri? NextOf(KeyPage page)
    {
        if (page.NextLink is not { Length: > 0 } link) return null;

        return Uri.TryCreate(link, UriKind.Absolute, out var next) && next.GetLeftPart(UriPartial.Authority) == Address.GetLeftPart(UriPartial.Authority)
            ? next
            : throw KeyVaultFailure.NotAVault(Address);
    }

    private static byte[] Body(string algorithm, byte[] value) => JsonSerializer.SerializeToUtf8Bytes(new(algorithm, value), KeyVaultJson.Default.KeyOperation);
}
