using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Rounds;

/// <summary><c>fedgrains round …</c></summary>
internal static class RoundCommands
{
    public static Command Create() => new("round", "Verify what came of a round of secure aggregation.") { VerifyVerb() };

    private static Command VerifyVerb()
    {
        var federation = CommonOptions.Name<FederationId>("--federation", "The federation.", "F", required: false);
        var run = CommonOptions.Name<RunId>("--run", "The run.", "R", required: false);
        var number = CommonOptions.Integer("--round", "The round's number.", "N", 1, int.MaxValue, otherwise: 0);
        var roster = CommonOptions.Name<Digest>("--roster-digest", "The digest of the roster that sites go by, 64 hexadecimal characters; taken as found when left out.", "D", required: false);
        var export = new Option<string>("--export") { Description = "Also write what verifying takes into a new folder, to be verified elsewhere.", HelpName = "DIR" };
        var transcript = new Option<string>("--transcript") { Description = "Verify a folder that --export wrote, without a coordinator.", HelpName = "DIR" };
        var folder = CommonOptions.Coordinator();

        var verb = new Command("verify", $"Compute a masked round's sum and model again from what sites sent and signed. Exit codes: {ExitCode.Done} verified, {ExitCode.Refused} refuted, {ExitCode.Incomplete} what could be checked holds and something could not be.")
        {
            federation, run, number, roster, export, transcript, folder, CommonOptions.Json(),
        };
        verb.Validators.Add(result =>
        {
            var stored = result.GetResult(federation) is not null && result.GetResult(run) is not null && result.GetResult(number) is { Implicit: false };
            if (stored == result.GetResult(transcript) is not null) result.AddError("Name a round with --federation, --run and --round, or an exported one with --transcript DIR.");
            if (result.GetResult(transcript) is not null && result.GetResult(export) is not null) result.AddError("--export writes a round that the coordinator has on record, not one that --transcript names.");
        });
        verb.SetAction(async (parse, cancellation) =>
        {
            Digest? pinned = parse.GetResult(roster) is null ? null : parse.GetValue(roster);
            var (terminal, exported) = (Terminal.Of(parse), parse.GetValue(transcript));
            var round = exported is null ? new RoundKey(new(parse.GetValue(federation), parse.GetValue(run)), parse.GetValue(number)) : (RoundKey?)null;

            return Answer(terminal, exported is not null
                ? Exported(exported, pinned)
                : await Stored(parse.GetValue(folder)!, round!.Value, pinned, parse.GetValue(export), terminal, cancellation));
        });

        return verb;
    }

    private static RoundVerdict Exported(string folder, Digest? roster)
    {
        using var evidence = new ExportedEvidence(folder);

        return new RoundVerification(ExportedEvidence.ReadFacts(folder), evidence, roster).Verify();
    }

    private static async Task<RoundVerdict> Stored(string folder, RoundKey key, Digest? roster, string? export, Terminal terminal, CancellationToken cancellation)
    {
        if (export is not null) ExportedEvidence.RequireEmpty(export);

        await using var coordinator = await CoordinatorClient.Connect(folder, cancellation);
        var round = await coordinator.Round(key).Describe() ?? throw new CommandException($"There is no round {key.Number} of the run '{key.Run}'. See its rounds with: fedgrains run show --federation {key.Run.Federation} --run {key.Run.Run} --rounds all");
        var facts = RoundFacts.Of(round);
        using var evidence = new StoredEvidence(coordinator.Endpoints, facts);
        var verdict = new RoundVerification(facts, evidence, roster).Verify();

        if (export is not null)
        {
            var vectors = await ExportedEvidence.Write(export, facts, evidence, cancellation);
            terminal.Say($"What verifying takes is in '{export}', with {vectors} of {facts.Contributors.Length} masked vectors. Verify it anywhere with: fedgrains round verify --transcript {export}");
        }

        return verdict;
    }

    private static int Answer(Terminal terminal, RoundVerdict verdict)
    {
        terminal.Answer(verdict, t =>
        {
            foreach (var check in verdict.Checks) t.Say($"{Word(check.Outcome),-15} {check.Name,-11} {check.Sentence}");
            t.Say(verdict.Sentence());
        });

        return verdict.Outcome switch
        {
            VerifyOutcome.Verified => ExitCode.Done,
            VerifyOutcome.Refuted => ExitCode.Refused,
            VerifyOutcome.Incomplete => ExitCode.Incomplete,
        };
    }

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Holds => "holds",
        CheckOutcome.Fails => "FAILS",
        CheckOutcome.NotChecked => "not checked",
        CheckOutcome.TakenAsFound => "taken as found",
    };
}
