using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace FedGrains.Azure;

/// <summary>Which Azure services a process uses; section <c>Azure</c> of its configuration.</summary>
public sealed class AzureSettings
{
    public const string Section = "Azure";

    /// <summary>The storage account.</summary>
    public AzureStorageSettings Storage { get; set; } = new();

    /// <summary>The vault of the federations' keys.</summary>
    public KeyVaultSettings KeyVault { get; set; } = new();

    /// <summary>The client id of the user-assigned identity to use; null for the only one, or for the signed-in developer.</summary>
    public string? ClientId { get; set; }

    /// <summary>The settings in a configuration. Throws a <see cref="FormatException"/> that names what is missing or cannot be read.</summary>
    public static AzureSettings Read(IConfiguration configuration)
    {
        var settings = new AzureSettings();

        try
        {
            configuration.GetSection(Section).Bind(settings);
        }
        catch (InvalidOperationException fault)
        {
            throw new FormatException(fault.Message, fault);
        }

        return settings.Storage.Faults().Concat(settings.KeyVault.Faults()).ToArray() is { Length: > 0 } faults ? throw new FormatException(string.Join(' ', faults)) : settings;
    }
}

/// <summary>A storage account: a connection string, or its addresses, with which the process's identity is used.</summary>
public sealed class AzureStorageSettings
{
    /// <summary>The connection string of an account, or of an emulator.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The address of the account's blobs, <c>https://….blob.core.windows.net</c>.</summary>
    public string? Blobs { get; set; }

    /// <summary>The address of the account's tables, <c>https://….table.core.windows.net</c>.</summary>
    public string? Tables { get; set; }

    /// <summary>The container of artifacts and data keys. Default: <c>fedgrains</c>.</summary>
    public string Container { get; set; } = "fedgrains";

    /// <summary>The container of the audit trail, apart so that it can be made immutable. Default: <c>audit</c>.</summary>
    public string AuditContainer { get; set; } = "audit";

    /// <summary>Whether this process keeps its state in the account.</summary>
    public bool IsUsed => ConnectionString is { Length: > 0 } || Blobs is { Length: > 0 };

    internal string BlobsConnection => ConnectionString is { Length: > 0 } connection ? connection : Blobs!;

    internal string TablesConnection => ConnectionString is { Length: > 0 } connection ? connection : Tables!;

    internal IEnumerable<string> Faults()
    {
        if (ConnectionString is { Length: > 0 } connection)
        {
            // It holds a key: it is not said which.
            if (!IsConnectionString(connection)) yield return "Azure:Storage:ConnectionString: this is not the connection string of a storage account with blobs and tables. Copy it whole from the account's access keys; it begins with DefaultEndpointsProtocol=.";
            yield break;
        }

        if (Blobs is { Length: > 0 } != Tables is { Length: > 0 }) yield return "Azure:Storage: the addresses of blobs and of tables go together; set both Azure:Storage:Blobs and Azure:Storage:Tables.";

        foreach (var (name, address) in new[] { (nameof(Blobs), Blobs), (nameof(Tables), Tables) })
        {
            if (address is { Length: > 0 } && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)) yield return $"Azure:Storage:{name}: '{address}' is not an https address.";
        }
    }

    private static bool IsConnectionString(string connection)
    {
        try
        {
            return new BlobServiceClient(connection).Uri.IsAbsoluteUri && new TableServiceClient(connection).Uri.IsAbsoluteUri;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>A Key Vault, used with the process's identity.</summary>
public sealed class KeyVaultSettings
{
    /// <summary>Its address, <c>https://….vault.azure.net</c>. Null: the federations' keys are in a folder.</summary>
    public string? Address { get; set; }

    /// <summary>Whether new keys are made in hardware; the vault must be of the premium tier. Default: false.</summary>
    public bool Hardware { get; set; }

    /// <summary>Whether the vault must be of the domain that it asks a token for. Default: true, as anybody else would be handed a token; false only for a vault behind a name of one's own.</summary>
    public bool VerifyResource { get; set; } = true;

    /// <summary>Whether this process keeps keys in the vault.</summary>
    public bool IsUsed => Address is { Length: > 0 };

    internal IEnumerable<string> Faults()
    {
        if (IsUsed && (!Uri.TryCreate(Address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)) yield return $"Azure:KeyVault:Address: '{Address}' is not an https address; write for example https://fedgrains.vault.azure.net.";
    }
}
