using System.Globalization;

using FedGrains.Cli.CommandLine;
using FedGrains.Privacy.Accounting.Statements;

using Spectre.Console;

namespace FedGrains.Cli.Privacy;

/// <summary>A privacy ledger for people.</summary>
internal static class LedgerTables
{
    public static void Print(Terminal terminal, LedgerView ledger)
    {
        terminal.Say(Standing(ledger));
        if (ledger.Unprotected > 0) terminal.Say(Unprotected(ledger));
        if (ledger.Entries.IsEmpty) return;

        terminal.Show(OfSpent(ledger));
        terminal.Show(OfEntries(ledger));
    }

    private static string Standing(LedgerView ledger) => ledger is { Budget: { } budget, Left: { } left }
        ? $"Dataset '{ledger.Dataset}' has a budget of {budget}. ε = {PrivacyStatement.RoundedDown(left)} is left (accountant {ledger.Accountant})."
        : string.Create(CultureInfo.InvariantCulture, $"Dataset '{ledger.Dataset}' has no budget. {(ledger.Entries.IsEmpty ? "Nothing has been spent." : $"What has been spent, at δ = {ledger.Delta:G6}:")}");

    private static string Unprotected(LedgerView ledger) =>
        $"{ledger.Unprotected} of {ledger.Releases} releases had no noise, and nothing bounds what they told.{(ledger.Budget is { AllowNonPrivate: true } ? " The budget allows them, and does not count them." : "")}";

    private static Table OfSpent(LedgerView ledger)
    {
        var table = Tables.Create("Accountant", "ε spent");
        foreach (var (accountant, epsilon) in ledger.Spent) table.Row(accountant, Figure(epsilon));

        return table;
    }

    private static Table OfEntries(LedgerView ledger)
    {
        var table = Tables.Create("Federation", "Run", "Rounds", "Releases", "Steps", "Rate", "Noise", "ε alone", "Last");

        foreach (var e in ledger.Entries)
        {
            var training = NoisyTraining.TryRead(e.Event);

            table.Row(
                e.Federation,
                e.Run,
                e.FirstRound == e.LastRound ? $"{e.FirstRound}" : $"{e.FirstRound} to {e.LastRound}",
                $"{e.Releases}",
                training is null ? "" : $"{training.Steps}",
                training is null ? "" : $"{training.SamplingRate:G4}",
                training is null ? "none" : $"{training.NoiseMultiplier:G4}",
                Figure(e.Epsilon),
                $"{e.LastAt:u}");
        }

        return table;
    }

    private static string Figure(double? epsilon) => epsilon is { } bound ? PrivacyStatement.RoundedUp(bound) : "no bound";
}
