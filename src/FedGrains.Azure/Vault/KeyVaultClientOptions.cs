using Azure.Core;

namespace FedGrains.Azure.Vault;

/// <summary>How a vault is called: through the Azure SDK's pipeline, whose retries honour <c>Retry-After</c>.</summary>
internal sealed class KeyVaultClientOptions : ClientOptions
{
    // A caller waits for less than this with its grain's message; rounds ask again by themselves.
    private const int Retries = 3;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(10);

    public KeyVaultClientOptions()
    {
        (Retry.Mode, Retry.MaxRetries, Retry.Delay, Retry.MaxDelay, Retry.NetworkTimeout) = (RetryMode.Exponential, Retries, s_firstDelay, s_longestDelay, s_longestAnswer);
        Diagnostics.IsLoggingContentEnabled = false;
    }

    /// <summary>Whether a vault must be of the domain that it asks a token for; see <see cref="KeyVaultSettings.VerifyResource"/>.</summary>
    public bool VerifyResource { get; set; } = true;
}
