using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;

using FedGrains.Attacks.Audits;
using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Privacy;
using FedGrains.Cli.RunFiles;
using FedGrains.Core.Attacks;
using FedGrains.Core.Runs;
using FedGrains.Core.Words;

namespace FedGrains.Cli.Audits;

/// <summary><c>fedgrains audit privacy</c></summary>
internal static class PrivacyAuditCommand
{
    private const double UsualDelta = 1e-5;

    private static readonly AuditSettings s_usual = new(AttackKinds);

    private static ImmutableArray<AttackKind> AttackKinds { get; } = [.. Enum.GetValues<AttackKind>()];

    public static Command Create(RandomNumberGenerator? randomness)
    {
        var file = new Option<FileInfo>("--file") { Description = "The run file whose training plan is attacked.", HelpName = "FILE", Required = true };
        var dataset = new Option<string>("--dataset") { Description = "The definition of the site's dataset; its training records are attacked, here.", HelpName = "FILE" };
        var synthetic = new Option<bool>("--synthetic") { Description = "Attack made-up records that fit the model, in place of --dataset." };
        var attacks = new Option<ImmutableArray<AttackKind>>("--attacks") { Description = $"Which attacks, with commas between them: {Names}; all that apply when left out.", HelpName = "LIST", DefaultValueFactory = _ => AttackKinds, CustomParser = Kinds };
        var seed = new Option<ulong>("--seed") { Description = "Where records, coins and batches come from. Noise never follows from it.", HelpName = "N" };
        var records = CommonOptions.Integer("--records", "Records to attack, drawn at random where there are more.", "N", AuditSettings.LeastRecords, most: 100_000, s_usual.Records);
        var shadows = CommonOptions.Integer("--shadow-models", $"The attacker's own models; {AuditSettings.TargetsPerShadow} times as many are attacked.", "N", AuditSettings.LeastShadowModels, most: 10_000, s_usual.ShadowModels);
        var rounds = CommonOptions.Integer("--rounds", "How many of a site's rounds membership and property attacks see.", "N", least: 1, most: 100_000, s_usual.Rounds);
        var delta = PrivacyOptions.Delta(UsualDelta);
        var output = new Option<string>("--output", "-o") { Description = "The folder for the report, its drawings and a summary; nothing is written when left out.", HelpName = "DIR" };

        var command = new Command("privacy", "Attack a run file's training plan, undefended and as it is, and hold its defence to what it promises. Exits with 1 when the defence is refuted.")
        {
            file, dataset, synthetic, attacks, seed, records, shadows, rounds, delta, output, CommonOptions.Json(),
        };

        command.Validators.Add(result =>
        {
            if ((result.GetResult(dataset) is { Implicit: false }) == result.GetValue(synthetic)) result.AddError("Give --dataset or --synthetic, one of the two.");
        });
        command.SetAction(async (parse, cancellation) =>
        {
            var settings = new AuditSettings(parse.GetValue(attacks), parse.GetValue(seed), parse.GetValue(records), parse.GetValue(shadows), parse.GetValue(rounds), parse.GetValue(delta)!.Value);
            var run = RunFile.Load(parse.GetValue(file)!.FullName).Configuration;
            Require(settings, run);
            var subject = parse.GetValue(dataset) is { } definition ? await AuditRecords.Read(run, definition, cancellation) : AuditRecords.Synthetic(run, settings);

            return await PrivacyAuditRun.Run(Terminal.Of(parse), subject, settings, parse.GetValue(output), randomness, cancellation);
        });

        return command;
    }

    private static string Names => string.Join(", ", AttackKinds.Select(Name));

    private static string Name(AttackKind kind) => kind.ToString().ToLowerInvariant();

    private static void Require(AuditSettings settings, RunConfiguration run)
    {
        if (settings.Rounds > run.Rounds) throw new CommandException($"--rounds is {settings.Rounds}, and the run has {run.Rounds}.");
    }

    private static ImmutableArray<AttackKind> Kinds(ArgumentResult result)
    {
        var words = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);

        foreach (var word in words.Where(w => AttackKinds.All(k => Name(k) != w))) result.AddError($"--attacks: '{word}' is not known. {Suggestion.For(word, AttackKinds.Select(Name))}");

        return [.. AttackKinds.Where(k => words.Contains(Name(k)))];
    }
}
