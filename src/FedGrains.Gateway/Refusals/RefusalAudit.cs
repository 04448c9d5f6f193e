using System.Collections.Immutable;

using FedGrains.Gateway.Identity;
using FedGrains.Storage.Auditing;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FedGrains.Gateway.Refusals;

/// <summary>Writes every refused call to the audit trail, with who asked and why it was refused.</summary>
internal sealed partial class RefusalAudit(IAuditTrail trail, TimeProvider clock, ILogger<RefusalAudit> logger)
{
    public async Task Record(HttpContext call, string reason, string sentence)
    {
        var node = SiteCaller.NodeOf(call);
        var method = call.Request.Path.Value ?? "";
        var details = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        details["reason"] = reason;
        details["peer"] = $"{call.Connection.RemoteIpAddress}:{call.Connection.RemotePort}";
        // Never as the node itself: anyone can say a name.
        if (node is null && SiteCaller.ClaimedBy(call) is { } claimed) details["claimed"] = claimed.ToString();

        LogRefused(method, node?.ToString() ?? "someone unknown", reason);

        await trail.Append(new(clock.GetUtcNow(), node?.Federation, node?.Node, method, "refused", sentence) { Details = details.ToImmutable() });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} of {Node} was refused: {Reason}")]
    private partial void LogRefused(string method, string node, string reason);
}
