using Grpc.Core;

namespace FedGrains.Gateway.Refusals;

/// <summary>A refused call: a status, a word for programs and a sentence for people.</summary>
internal static class Refusal
{
    public const string ReasonTrailer = "fedgrains-reason";

    // A sentence travels as a header and stands in the audit trail, and some quote what a site sent.
    private const int LongestSentence = 1000;

    public static RpcException Unauthenticated(string reason, string sentence) => Of(StatusCode.Unauthenticated, reason, sentence);

    public static RpcException Denied(string reason, string sentence) => Of(StatusCode.PermissionDenied, reason, sentence);

    public static RpcException Invalid(string reason, string sentence) => Of(StatusCode.InvalidArgument, reason, sentence);

    public static RpcException NotNow(string reason, string sentence) => Of(StatusCode.FailedPrecondition, reason, sentence);

    public static RpcException NotFound(string reason, string sentence) => Of(StatusCode.NotFound, reason, sentence);

    public static RpcException Of(StatusCode status, string reason, string sentence) => new(new(status, Shortened(sentence)), new Metadata { { ReasonTrailer, reason } });

    /// <summary>The word of a refusal made here, or null for any other failure.</summary>
    public static string? Reason(RpcException exception) => exception.Trailers.GetValue(ReasonTrailer);

    private static string Shortened(string sentence) => sentence.Length > LongestSentence ? $"{sentence[..LongestSentence]} ..." : sentence;
}
