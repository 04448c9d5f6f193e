using System.Text.Json;
using Azure;
using FedGrains.Azure.Connections;
using FedGrains.Privacy.Keys;
using FedGrains.Storage;

namespace FedGrains.Azure.Vault;

/// <summary>Says in a sentence what Key Vault refused, and how to mend it. What is about one key is a <see cref="KeyVaultException"/>; what is about the vault is a <see cref="StorageException"/>, and passes.</summary>
internal static class KeyVaultFailure
{
    public const int BadRequest = 400;
    public const int NotFound = 404;
    private const int Conflict = 409;

    private static readonly string[] s_disabled = ["KeyDisabled", "KeyExpired", "KeyNotYetValid"];

    /// <summary>Whether this is the vault's answer, or the lack of one, and no fault of ours. The pipeline tells a time-out as a cancellation.</summary>
    public static bool Explains(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && (AzureFailure.Explains(e) || e is OperationCanceledException or InvalidOperationException or AggregateException);

    public static StorageException Unreachable(Uri vault, Exception e) => new($"Key Vault '{vault.Host}' cannot be used: {ReasonOf(e)}", e);

    public static StorageException NotAVault(Uri vault, Exception? e = null) => new($"'{vault.Host}' does not answer as a Key Vault does. Look at Azure:KeyVault:Address.", e);

    /// <summary>What an answer that is no success means.</summary>
    public static Exception Of(Uri vault, string name, Response response)
    {
        var fault = new RequestFailedException(response);
        var code = CodeOf(response);

        return (response.Status, code) switch
        {
            (NotFound, _) => new KeyVaultException($"Key Vault '{vault.Host}' has no key '{name}'. If it was deleted, recover it: az keyvault key recover --vault-name {vault.Host.Split('.')[0]} --name {name}", fault),
            (Conflict, "ObjectIsDeletedButRecoverable") => new KeyVaultException($"Key '{name}' was deleted from Key Vault '{vault.Host}' and can still be recovered: another is not made in its place. Recover it: az keyvault key recover --vault-name {vault.Host.Split('.')[0]} --name {name}", fault),
            (BadRequest, _) => new KeyVaultException($"Key Vault '{vault.Host}' does not do this with key '{name}': {code ?? "no reason given"}.", fault),
            _ when s_disabled.Contains(code) => Disabled(name, fault),
            _ => new StorageException($"Key Vault '{vault.Host}' cannot be used: {AzureFailure.Reason(fault)}", fault),
        };
    }

    public static KeyVaultException Disabled(string name, Exception? e = null) => new($"Key '{name}' is disabled in its vault, or outside the time for which it is valid. Enable it there, or rotate the key to make another version.", e);

    private static string ReasonOf(Exception e) => e switch
    {
        OperationCanceledException or AggregateException { InnerException: OperationCanceledException } => "it does not answer in time. Look at the network and the name, and try again.",
        AggregateException { InnerException: { } inner } when !AzureFailure.Explains(e) => inner.Message,
        _ => AzureFailure.Reason(e),
    };

    private static string? CodeOf(Response response)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Content.ToMemory().Span, KeyVaultJson.Default.KeyFault)?.Error?.InnermostCode;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
