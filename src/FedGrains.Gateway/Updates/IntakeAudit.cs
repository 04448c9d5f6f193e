using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Storage.Auditing;

namespace FedGrains.Gateway.Updates;

/// <summary>Writes down what a site has sent, by its digest, before the round hears of it.</summary>
internal sealed class IntakeAudit(IAuditTrail trail, TimeProvider clock)
{
    public Task Received(SiteCaller caller, RoundPlan plan, Submission submission) => trail.Append(
        new(clock.GetUtcNow(), caller.Node.Federation, caller.Node.Node, submission.Update is null ? "evaluation.receive" : "update.receive", "done")
        {
            Details = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
                .Add("run", plan.Key.Run.Run.Value).Add("round", plan.Key.Number.ToString(CultureInfo.InvariantCulture)).Add("digest", submission.Identity.Value),
        });
}
