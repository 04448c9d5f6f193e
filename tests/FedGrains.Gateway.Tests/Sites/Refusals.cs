using FedGrains.Core.Identifiers;
using FedGrains.Gateway.Tests.Hosting;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Sites;

internal static class Refusals
{
    public const string ReasonTrailer = "fedgrains-reason";

    /// <summary>Holds a refusal to its status, its word and what its sentence must say.</summary>
    public static RpcException Is(this RpcException refusal, StatusCode status, string reason, params string[] says)
    {
        Assert.True(status == refusal.StatusCode && reason == refusal.Trailers.GetValue(ReasonTrailer), $"Expected {status} ({reason}), was {refusal.Trailers.GetValue(ReasonTrailer)}: {refusal.Message}");
        Assert.All(says, s => Assert.Contains(s, refusal.Status.Detail, StringComparison.Ordinal));

        return refusal;
    }

    /// <summary>Holds the audit trail to having this refusal as its latest line on this caller.</summary>
    public static void IsAudited(this RpcException refusal, TestCoordinator coordinator, NodeKey caller, string method) => refusal.IsAudited(coordinator, method, l => l.Node == caller.ToString());

    /// <summary>Holds the audit trail to having this refusal as its latest line on a caller that could not prove to be <paramref name="claimed"/>.</summary>
    public static void IsAuditedAsClaimed(this RpcException refusal, TestCoordinator coordinator, NodeKey? claimed, string method) =>
        refusal.IsAudited(coordinator, method, l => l.Node is null && l.Claimed == claimed?.ToString());

    private static void IsAudited(this RpcException refusal, TestCoordinator coordinator, string method, Predicate<AuditLine> of)
    {
        var line = coordinator.Audit().Last(l => of(l));

        Assert.Equal(
            ($"/fedgrains.v1.SiteGateway/{method}", "refused", refusal.Trailers.GetValue(ReasonTrailer), refusal.Status.Detail),
            (line.Action, line.Outcome, line.Reason, line.Sentence));
    }
}
