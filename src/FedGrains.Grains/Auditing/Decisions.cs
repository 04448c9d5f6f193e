using System.Globalization;
using System.Text;
using System.Text.Json;

using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Grains.Auditing;

/// <summary>The decisions, each with what it concerns: names, counts and digests, never what they stand for.</summary>
internal static class Decisions
{
    private const int LongestNames = 512;

    public static Task Created(this DecisionLog log, Federation federation) => log.Federation(federation.Id, "federation.create", ("title", federation.Title));

    public static Task Invited(this DecisionLog log, NodeKey node, Invitation invitation) => log.Node(node, "node.invite", ("token", invitation.Token.Value), ("expires", Time(invitation.Expires)));

    public static Task Enrolled(this DecisionLog log, NodeKey node, string publicKey) => log.Node(node, "node.enrol", ("key", Digest.Of(Encoding.UTF8.GetBytes(publicKey)).Value));

    public static Task Revoked(this DecisionLog log, NodeKey node) => log.Node(node, "node.revoke");

    public static Task Registered(this DecisionLog log, NodeKey node, DatasetName dataset) => log.Node(node, "node.dataset", ("dataset", dataset.Value));

    public static Task Started(this DecisionLog log, Run run) => log.Run(
        run.Key,
        "run.start",
        null,
        ("configuration", Digest.Of(JsonSerializer.SerializeToUtf8Bytes(run.Configuration, CoreJson.Options)).Value),
        ("dataset", run.Configuration.Dataset.Value),
        ("rounds", Number(run.Configuration.Rounds)),
        ("sites", Number(run.Cohort.Length)),
        ("cohort", Names(run)),
        ("masked", run.Configuration.SecureAggregation is null ? "no" : "yes"));

    public static Task Steered(this DecisionLog log, RunKey run, string how, string? reason) => log.Run(run, $"run.{how}", reason);

    public static Task Checkpointed(this DecisionLog log, Round round, int version, Digest model) => log.Run(
        round.Plan.Key.Run,
        "round.checkpoint",
        null,
        ("round", Number(round.Plan.Key.Number)),
        ("version", Number(version)),
        ("model", model.Value),
        ("sites", Number(round.Receipts.Length)),
        ("receipts", Receipts(round).Value));

    public static Task Abandoned(this DecisionLog log, Round round, string reason) => log.Run(round.Plan.Key.Run, "round.abandon", reason, ("round", Number(round.Plan.Key.Number)), ("sites", Number(round.Receipts.Length)), ("receipts", Receipts(round).Value));

    // One for all of them, as an entry has an end and a cohort has none: the digest of the lines "node digest", in order.
    private static Digest Receipts(Round round) => Digest.Of(Encoding.UTF8.GetBytes(string.Concat(round.Receipts.Select(r => $"{r.Submission.Node} {r.Submission.Identity}\n").Order(StringComparer.Ordinal))));

    // By name where they fit into an entry, and by their digest where there are many.
    private static string Names(Run run) => string.Join(' ', run.Cohort) is { Length: <= LongestNames } names ? names : Digest.Of(Encoding.UTF8.GetBytes(string.Join(' ', run.Cohort))).Value;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
