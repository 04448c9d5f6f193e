using Azure;
using Azure.Identity;
using FedGrains.Storage;

namespace FedGrains.Azure.Connections;

/// <summary>Says in a sentence what an Azure service refused, and how to mend it.</summary>
internal static class AzureFailure
{
    private const int Forbidden = 403;
    private const int Unauthorized = 401;
    private const int TooManyRequests = 429;
    private const int InsufficientStorage = 507;

    /// <summary>Whether this is the service's answer, or the lack of one, and no fault of ours. A client that gave up after several tries throws an <see cref="AggregateException"/>.</summary>
    public static bool Explains(Exception e) => e is RequestFailedException or AuthenticationFailedException or IOException or AggregateException { InnerException: RequestFailedException };

    public static StorageException Reading(string what, Exception e) => new($"Cannot read {what}: {Reason(e)}", e);

    public static StorageException Writing(string what, Exception e) => new($"Cannot write {what}: {Reason(e)}", e);

    public static string Reason(Exception e) => e switch
    {
        AggregateException { InnerException: { } inner } => Reason(inner),
        AuthenticationFailedException => "this process has no Azure identity that can be used here. Give it a managed identity, or sign in with 'az login'.",
        RequestFailedException { Status: Forbidden or Unauthorized } => "this process may not. Give its identity the role that docs/deploy.md names for it, and look at the network rules of the service.",
        RequestFailedException { Status: TooManyRequests or >= 500 and not InsufficientStorage } => "the service is busy or being maintained. Nothing half-written is visible; try again in a while.",
        RequestFailedException { Status: 0 } => "the service cannot be reached. Look at the network and the name, and try again.",
        RequestFailedException failed => $"the service answered {failed.Status} {failed.ErrorCode}.",
        _ => e.Message,
    };
}
