using System.Security.Authentication;

using Grpc.Core;

namespace FedGrains.Site.Gateway;

/// <summary>What a failed call means: try again, or do not.</summary>
internal static class Refusals
{
    public const string ReasonTrailer = "fedgrains-reason";

    // Refusals of what was sent, not of what it stands for: the gateway has thrown it away or asks for the rest.
    private static readonly string[] SendAgain = ["wrong-digest", "wrong-offset", "truncated", "superseded"];

    /// <summary>Whether the gateway has judged the request and will judge it the same way again.</summary>
    public static bool IsFinal(this RpcException fault) => fault.StatusCode switch
    {
        _ when SendAgain.Contains(fault.Reason()) => false,

        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.PermissionDenied
            or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented => true,

        // The site's clock, a restarted gateway's memory of used assertions, a quota: all may be different next time.
        StatusCode.Unauthenticated or StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted => false,
        _ => fault.Reason() is not null,
    };

    /// <summary>Whether only a person can mend it: the gateway has judged, or the node was revoked.</summary>
    public static bool NeedsAPerson(this RpcException fault) => fault.IsFinal() || fault.Reason() == "not-enrolled";

    /// <summary>The fault as a sentence for the site's operator.</summary>
    public static string Sentence(this RpcException fault) => Inner<AuthenticationException>(fault) is { } tls
        ? $"The gateway's certificate is not one that the federation's authority has issued for this address. Check the gateway's address; if it is right, ask for a new invitation. ({tls.Message})"
        : fault.StatusCode switch
        {
            StatusCode.Unauthenticated => $"The gateway does not accept this site's assertion: {fault.Status.Detail} If the node was revoked, ask the federation's operator; if not, check this machine's clock.",
            StatusCode.Unavailable => $"The gateway cannot be reached: {fault.Status.DebugException?.GetBaseException().Message ?? fault.Status.Detail}",
            StatusCode.Cancelled => "The gateway ended the call.",
            _ => fault.Status.Detail,
        };

    private static string? Reason(this RpcException fault) => fault.Trailers.GetValue(ReasonTrailer);

    private static T? Inner<T>(RpcException fault) where T : Exception
    {
        for (var e = fault.Status.DebugException; e is not null; e = e.InnerException)
        {
            if (e is T wanted) return wanted;
        }

        return null;
    }
}
