using System.Security.Cryptography;

using FedGrains.Attacks.Audits;
using FedGrains.Attacks.Reports;
using FedGrains.Cli.CommandLine;
using FedGrains.Core.Attacks;
using FedGrains.Privacy.Accounting;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Cli.Audits;

/// <summary>Runs an audit and says what came of it.</summary>
internal static class PrivacyAuditRun
{
    public static async Task<int> Run(Terminal terminal, AuditSubject subject, AuditSettings settings, string? folder, RandomNumberGenerator? randomness, CancellationToken cancellation)
    {
        terminal.Say("The attacks run here, over records of this machine. Nothing is sent anywhere.");

        var trainer = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, randomness);
        var audit = await Task.Run(() => PlanAudit.Run(subject, settings, trainer, AccountantCatalog.Default, kind => terminal.Say($"Attacking: {AuditSummary.Words(kind)} …"), cancellation), cancellation);

        if (audit.Findings.IsEmpty) throw new CommandException($"No attack applies.\n{string.Join('\n', audit.Skipped.Select(s => $"- {AuditSummary.Sentence(s)}"))}");
        if (folder is not null) await AuditFolder.Write(folder, audit, cancellation);

        terminal.Answer(audit, t => Print(t, audit, folder));

        return await Judge(terminal, audit);
    }

    private static void Print(Terminal terminal, PrivacyAudit audit, string? folder)
    {
        var table = Tables.Create([.. AuditRow.Heads]);
        foreach (var row in audit.Findings.Select(AuditRow.Of)) table.Row([.. row.Cells]);

        terminal.Show(table);
        terminal.Say($"{AuditSummary.Subject(audit)} {AuditSummary.Promise(audit.Guarantee)}");
        foreach (var verdict in audit.Findings.Select(f => f.Verdict).Distinct()) terminal.Say($"{verdict.InWords()}: {verdict.Explain()}");
        foreach (var skipped in audit.Skipped) terminal.Say($"Left out: {AuditSummary.Sentence(skipped)}");

        if (folder is not null) terminal.Say($"The report is in '{Path.Combine(folder, AuditFolder.Report)}', a summary with drawings in '{Path.Combine(folder, AuditFolder.Summary)}'.");
        terminal.Say(AuditSummary.Warning(audit.Records.Source));
    }

    private static async Task<int> Judge(Terminal terminal, PrivacyAudit audit)
    {
        string[] refuted = [.. audit.Findings.Where(f => f.Verdict is AttackVerdict.Refuted).Select(f => AttackWords.OfAttack(f.Attack))];
        if (refuted.Length == 0) return ExitCode.Done;

        await terminal.Error.WriteLineAsync(
            $"The defence is refuted by: {string.Join("; ", refuted)}. Training does less than the plan says, or the plan is priced wrongly. An audit accuses a sound defence at most once in {1 / AuditSettings.FalseAlarms:0} times: run it again with another --seed, and do not train until it holds.");

        return ExitCode.Refused;
    }
}
