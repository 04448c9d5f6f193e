using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Cli.Rounds;

/// <summary>
/// Holds the facts of a masked round to its evidence, from the roster to the model that came out, in memory that does not grow with the model. It stops at
/// the first thing that fails: what follows hangs on it.
/// </summary>
/// <param name="facts">What the record claims.</param>
/// <param name="evidence">The files.</param>
/// <param name="roster">The digest of the roster that the verifier goes by; null to take it as found.</param>
internal sealed class RoundVerification(RoundFacts facts, IRoundEvidence evidence, Digest? roster)
{
    private readonly List<RoundCheck> _checks = [];

    public RoundVerdict Verify()
    {
        if (Transcript() is { } round && Task(round)) Sum(round);

        return RoundVerdict.Of(facts, [.. _checks]);
    }

    private VerifiedRound? Transcript()
    {
        using var file = evidence.OpenTranscript();

        if (file is null) return Fail<VerifiedRound>("transcript", "The transcript is not there.");
        if (file.Length > Limits.MaximumMessageBytes) return Fail<VerifiedRound>("transcript", $"The transcript has {file.Length} bytes, and none has more than {Limits.MaximumMessageBytes}.");

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);

        if (Digest.Of(bytes) != facts.Transcript) return Fail<VerifiedRound>("transcript", $"The transcript has digest {Digest.Of(bytes)}, and the round's record names {facts.Transcript}.");

        try
        {
            return Judge(RoundTranscript.Parse(bytes));
        }
        catch (FormatException fault)
        {
            return Fail<VerifiedRound>("transcript", $"The transcript cannot be read: {fault.Message}");
        }
    }

    private VerifiedRound? Judge(RoundTranscript transcript)
    {
        var found = transcript.Roster.Roster.Digest();
        var wanted = roster is { } pinned ? Sha256Digest.Parse(pinned.Value) : found;
        var (round, refusal) = TranscriptVerifier.Verify(transcript, wanted);

        if (round is null) return Fail<VerifiedRound>("transcript", refusal!.Sentence);

        _checks.Add(roster is null
            ? new("roster", CheckOutcome.TakenAsFound, $"The roster with digest {found} was taken as found. Compare it with the one that a site goes by ('fedgrains site roster show'), and name it with --roster-digest.")
            : new("roster", CheckOutcome.Holds, $"The roster has the digest {found}."));
        Hold("transcript", $"Every statement of masked round {round.Start.Round} is signed by its maker under that roster; {round.Uploads.Count} sites survived, and enough of them signed so.");

        return round;
    }

    private bool Task(VerifiedRound round)
    {
        var (task, configuration) = (round.Start.Task, Digest.Of(facts.Site.ToConfiguration()));
        var lanes = facts.Site.Masking!.Lanes(facts.Site.Model.Layout().ParameterCount);
        var named = facts.Contributors.Select(c => c.Node.Value).Order(StringComparer.Ordinal);

        var fault = facts.Roster.Value != round.Start.Scope.Roster.ToString() ? $"The round's record names roster {facts.Roster}, and sites signed under {round.Start.Scope.Roster}."
            : facts.Federation.Value != round.Start.Scope.Federation.Value ? $"The record is of federation {facts.Federation}, and sites signed in {round.Start.Scope.Federation}."
            : task.Model.ToString() != facts.Base.Digest.Value ? $"Sites signed for base model {task.Model}, and the record names {facts.Base.Digest}."
            : task.Configuration.ToString() != configuration.Value ? $"Sites signed for configuration {task.Configuration}, and the record's has digest {configuration}."
            : task.Ring != facts.Reader().Ring || task.Lanes != lanes ? $"Sites signed for {task.Lanes} lanes, and the record's model takes {lanes}, or in another ring."
            : !named.SequenceEqual(round.Uploads.Keys.Select(k => k.Value).Order(StringComparer.Ordinal)) ? $"The record has {string.Join(", ", facts.Contributors.Select(c => c.Node))} in the sum, and the survivors are {string.Join(", ", round.Uploads.Keys)}."
            : null;

        return fault is null ? Hold("task", $"They signed for base model {facts.Base.Digest} and the configuration with digest {configuration}, which are the record's.") : Fail("task", fault);
    }

    private void Sum(VerifiedRound round)
    {
        using var vectors = new RoundVectors(facts, evidence);
        var signed = vectors.Check(round);
        _checks.Add(signed);

        if (signed.Outcome is CheckOutcome.Holds) new RoundSum(facts, evidence, round, vectors).Check(_checks.Add);
    }

    private bool Hold(string name, string sentence) => Add(name, CheckOutcome.Holds, sentence);

    private bool Fail(string name, string sentence) => Add(name, CheckOutcome.Fails, sentence);

    private T? Fail<T>(string name, string sentence)
        where T : class
    {
        Fail(name, sentence);

        return null;
    }

    private bool Add(string name, CheckOutcome outcome, string sentence)
    {
        _checks.Add(new(name, outcome, sentence));

        return outcome is CheckOutcome.Holds;
    }
}
