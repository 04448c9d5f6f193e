using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Privacy;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Cli.Tests.Privacy;

/// <summary>A ledger as programs and as people get it.</summary>
public sealed class LedgerViewTests
{
    private static readonly DatasetName Dataset = new("heart-risk");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly PrivacyEvent Noisy = PrivacyEvent.NoisySteps(0.01, 2, 20);

    private static readonly LedgerEntry Rounds = new("heart", "first", Noisy, 7, 2, 6, "u6", Now, Now.AddHours(1));
    private static readonly LedgerEntry Plain = new("heart", "plain", new PrivacyEvent.NonPrivate("an update trained without noise"), 4, 1, 4, "p4", Now, Now);

    [Fact]
    public void Of_Budget_SaysWhatIsSpentAndWhatIsLeft()
    {
        var view = LedgerView.Of(Dataset, new([Rounds]), new(3, 1e-5), 100);
        var spent = AccountantCatalog.Default.Epsilon([new PrivacyEvent.Repeated(Noisy, 7)], 1e-5);

        Assert.Equal((1e-5, "pld", 7L, 0L), (view.Delta, view.Accountant, view.Releases, view.Unprotected));
        Assert.Equal(spent, view.Spent["pld"]!.Value, 1e-12);
        Assert.True(view.Spent["rdp"] > spent);
        Assert.Equal((null, null), (view.Spent["gaussian"], view.Spent["zcdp"]));
        Assert.Equal(3 - spent, view.Left!.Value, 1e-12);
        Assert.Equal("20 steps of Gaussian noise, 2 times the clipping bound, each on a Poisson sample with the rate 0.01", view.Entries[0].What);
        Assert.Equal((spent, 2, 6), (view.Entries[0].Epsilon!.Value, view.Entries[0].FirstRound, view.Entries[0].LastRound));
    }

    [Theory]
    [InlineData(100, 1e-3)]
    [InlineData(null, 1e-6)]
    public void Of_NoBudget_DeltaFollowsFromTheRecords(int? records, double delta)
    {
        var view = LedgerView.Of(Dataset, new([Rounds]), null, records);

        Assert.Equal(delta, view.Delta, delta * 1e-9);
        Assert.Null(view.Left);
    }

    [Fact]
    public void Of_BudgetBelowWhatIsSpent_NothingIsLeft() => Assert.Equal(0, LedgerView.Of(Dataset, new([Rounds]), new(0.01, 1e-5), 100).Left);

    [Fact]
    public void Of_WithoutNoise_CountsUnlessTheBudgetAllowsIt()
    {
        var counted = LedgerView.Of(Dataset, new([Plain, Rounds]), new(3, 1e-5), 100);
        var allowed = LedgerView.Of(Dataset, new([Plain, Rounds]), new(3, 1e-5, AllowNonPrivate: true), 100);

        Assert.Equal((null, 0.0, 4L), (counted.Spent["pld"], counted.Left, counted.Unprotected));
        Assert.Equal((true, 4L), (allowed.Left > 2, allowed.Unprotected));
        Assert.Equal((null, "an update trained without noise"), (counted.Entries[0].Epsilon, counted.Entries[0].What));
    }

    // Whoever has an accountant of their own can price it again.
    [Fact]
    public void Json_Entry_HasTheEventItself()
    {
        using var json = JsonDocument.Parse(Terminal.ToJson(LedgerView.Of(Dataset, new([Rounds, Plain]), new(3, 1e-5), 100)));
        var root = json.RootElement;

        Assert.Equal(
            ["dataset", "budget", "delta", "accountant", "spent", "left", "releases", "unprotected", "entries"],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(Noisy, root.GetProperty("entries")[0].GetProperty("event").Deserialize<PrivacyEvent>());
        Assert.Equal("nonPrivate", root.GetProperty("entries")[1].GetProperty("event").GetProperty("event").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("spent").GetProperty("pld").ValueKind);
        Assert.Equal(3, root.GetProperty("budget").GetProperty("epsilon").GetDouble());
    }

    [Fact]
    public void Print_Budget_IsASentenceAndTwoTables()
    {
        var said = Printed(LedgerView.Of(Dataset, new([Rounds]), new(3, 1e-5), 100));

        Assert.StartsWith("Dataset 'heart-risk' has a budget of ε = 3 at δ = 1E-05. ε = 2.", said, StringComparison.Ordinal);
        Assert.Contains("no bound", said, StringComparison.Ordinal);
        Assert.Contains("2 to 6", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_NothingSpent_SaysSo() => Assert.Equal("Dataset 'heart-risk' has no budget. Nothing has been spent.\n", Printed(LedgerView.Of(Dataset, PrivacyLedger.Empty, null, 100)));

    [Fact]
    public void Print_WithoutNoise_SaysThatNothingBoundsIt()
    {
        Assert.Contains("4 of 11 releases had no noise, and nothing bounds what they told.\n", Printed(LedgerView.Of(Dataset, new([Plain, Rounds]), null, 100)), StringComparison.Ordinal);
        Assert.Contains("The budget allows them, and does not count them.", Printed(LedgerView.Of(Dataset, new([Plain, Rounds]), new(3, 1e-5, true), 100)), StringComparison.Ordinal);
    }

    private static string Printed(LedgerView view)
    {
        var output = new StringWriter();
        LedgerTables.Print(new(output, TextWriter.Null, json: false), view);

        return output.ToString();
    }
}
