using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Rounds;

/// <summary>What came of one check.</summary>
internal enum CheckOutcome
{
    /// <summary>It holds.</summary>
    Holds,

    /// <summary>It does not: something was changed, or the record lies.</summary>
    Fails,

    /// <summary>It could not be checked here; the sentence says why, and what to do.</summary>
    NotChecked,

    /// <summary>What everything else hangs on was believed, not checked.</summary>
    TakenAsFound,
}

/// <summary>One check, and a sentence on what came of it.</summary>
internal sealed record RoundCheck(string Name, CheckOutcome Outcome, string Sentence);

/// <summary>What came of all of them.</summary>
internal enum VerifyOutcome
{
    /// <summary>The model follows from what the sites sent.</summary>
    Verified,

    /// <summary>It does not.</summary>
    Refuted,

    /// <summary>What could be checked holds, and something could not be.</summary>
    Incomplete,
}

/// <summary>The verdict on a round, as <c>--json</c> prints it.</summary>
internal sealed record RoundVerdict(
    FederationId Federation,
    RunId Run,
    int Round,
    VerifyOutcome Outcome,
    Digest Roster,
    Digest Transcript,
    Digest Model,
    ImmutableArray<NodeId> Survivors,
    ImmutableArray<RoundCheck> Checks)
{
    public static RoundVerdict Of(RoundFacts facts, ImmutableArray<RoundCheck> checks) => new(
        facts.Federation,
        facts.Run,
        facts.Round,
        checks.Any(c => c.Outcome is CheckOutcome.Fails) ? VerifyOutcome.Refuted
            : checks.Any(c => c.Outcome is CheckOutcome.NotChecked) ? VerifyOutcome.Incomplete
            : VerifyOutcome.Verified,
        facts.Roster,
        facts.Transcript,
        facts.Model.Digest,
        [.. facts.Contributors.Select(c => c.Node)],
        checks);

    private string Condition => Checks.Any(c => c.Outcome is CheckOutcome.TakenAsFound) ? ", if the roster that was taken as found is the right one" : "";

    /// <summary>The verdict in a sentence.</summary>
    public string Sentence() => Outcome switch
    {
        VerifyOutcome.Verified => $"Verified: model {Model} follows from the masked updates of {Survivors.Length} sites{Condition}.",
        VerifyOutcome.Refuted => $"Refuted: {Checks.First(c => c.Outcome is CheckOutcome.Fails).Sentence}",
        VerifyOutcome.Incomplete => $"Incomplete: what could be checked holds. {Checks.First(c => c.Outcome is CheckOutcome.NotChecked).Sentence}",
    };
}
