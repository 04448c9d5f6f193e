using CsCheck;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;

using static FedGrains.Privacy.Tests.Accounting.Ledgers.LedgerSamples;

namespace FedGrains.Privacy.Tests.Accounting.Ledgers;

public sealed class PrivacyLedgerTests
{
    private static readonly IAccountant Accountant = AccountantCatalog.Default;
    private static readonly PrivacyBudget Budget = new(1, 1e-5);

    [Fact]
    public void Spend_RoundAfterRound_IsOneEntryThatCounts()
    {
        var ledger = PrivacyLedger.Empty.After(Release(3, "u3")).After(Release(4, "u4")).After(Release(2, "u2"));

        Assert.Equal(new LedgerEntry("heart", "first", Noisy, 3, 2, 4, "u2", Now, Now), Assert.Single(ledger.Entries));
        Assert.Equal(Accountant.Epsilon([new PrivacyEvent.Repeated(Noisy, 3)], 1e-5), Accountant.Epsilon(ledger.Charged(null), 1e-5));
    }

    [Fact]
    public void Spend_AnotherRunFederationOrKind_IsAnotherEntry()
    {
        var ledger = PrivacyLedger.Empty.After(Release()).After(Release(run: "second")).After(Release(federation: "lung")).After(Release(released: Plain));

        Assert.Equal(4, ledger.Entries.Length);
        Assert.All(ledger.Entries, e => Assert.Equal(1, e.Releases));
    }

    [Fact]
    public void Spend_TheSameUpdateAgain_CostsNothing()
    {
        var ledger = PrivacyLedger.Empty.After(Release());
        var (again, decision) = ledger.Spend(Release(), Budget, Accountant, Now.AddDays(1));

        Assert.Equal(SpendOutcome.Duplicate, decision.Outcome);
        Assert.Same(ledger, again);
    }

    [Fact]
    public void Spend_AnotherUpdateOfTheSameRound_IsASecondRelease() =>
        Assert.Equal(2, PrivacyLedger.Empty.After(Release()).After(Release(update: "u1 trained again")).Entries.Single().Releases);

    // What is no update is never the same again.
    [Fact]
    public void Spend_FailuresOfTheSameRound_EachCount() =>
        Assert.Equal(2, PrivacyLedger.Empty.After(Release(update: null)).After(Release(update: null)).Entries.Single().Releases);

    [Fact]
    public void Spend_OverBudget_IsRefusedAndLeavesNoTrace()
    {
        var ledger = PrivacyLedger.Empty;
        var rounds = 0;

        while (ledger.Spend(Release(rounds, $"u{rounds}"), Budget, Accountant, Now) is { Decision.Outcome: SpendOutcome.Granted } granted) (ledger, rounds) = (granted.Next, rounds + 1);

        var (after, refusal) = ledger.Spend(Release(rounds, $"u{rounds}"), Budget, Accountant, Now);

        Assert.InRange(rounds, 2, 1000);
        Assert.Same(ledger, after);
        Assert.Equal((SpendOutcome.OverBudget, Budget), (refusal.Outcome, refusal.Overdraft!.Budget));
        Assert.Equal(Accountant.Epsilon([new PrivacyEvent.Repeated(Noisy, rounds)], 1e-5), refusal.Overdraft.Before, 1e-12);
        Assert.InRange(refusal.Overdraft.Before, 0, Budget.Epsilon);
        Assert.True(refusal.Overdraft.After > Budget.Epsilon);
    }

    [Fact]
    public void Judge_BudgetRaisedOrLowered_TheSpendingStays()
    {
        var ledger = Enumerable.Range(0, 50).Aggregate(PrivacyLedger.Empty, (l, round) => l.After(Release(round, $"u{round}")));
        var next = Release(50, "u50");

        Assert.Equal(SpendOutcome.OverBudget, ledger.Judged(next, new(0.01, 1e-5)));
        Assert.Equal(SpendOutcome.Granted, ledger.Judged(next, new(100, 1e-5)));
        Assert.Equal(SpendOutcome.Duplicate, ledger.Judged(Release(49, "u49"), new(0.01, 1e-5)));
    }

    [Fact]
    public void Judge_WithoutNoise_IsRefusedWhereThereIsABudget()
    {
        Assert.Equal(SpendOutcome.Unprotected, PrivacyLedger.Empty.Judged(Release(released: Plain), Budget));
        Assert.Equal(SpendOutcome.Granted, PrivacyLedger.Empty.Judged(Release(released: Plain)));
    }

    [Fact]
    public void Judge_WithoutNoiseWhereTheBudgetAllowsIt_IsNotCounted()
    {
        var budget = new PrivacyBudget(1, 1e-5, AllowNonPrivate: true);
        var ledger = PrivacyLedger.Empty.After(Release(released: Plain), budget).After(Release(2, "u2"), budget);

        Assert.Equal(SpendOutcome.Granted, ledger.Judged(Release(3, "u3"), budget));
        Assert.Equal(Accountant.Epsilon([Noisy], 1e-5), Accountant.Epsilon(ledger.Charged(budget), 1e-5));
    }

    // Fails closed: what left before anybody set a budget left all the same.
    [Fact]
    public void Judge_AfterTrainingWithoutNoise_NothingIsLeft()
    {
        var decision = PrivacyLedger.Empty.After(Release(released: Plain)).Judge(Release(2, "u2"), new(1e6, 0.5), Accountant);

        Assert.Equal((SpendOutcome.OverBudget, double.PositiveInfinity), (decision.Outcome, decision.Overdraft!.Before));
    }

    [Fact]
    public void Judge_AKindThatNobodyCanPrice_IsOverAnyBudget() =>
        Assert.Equal(SpendOutcome.OverBudget, PrivacyLedger.Empty.Judged(Release(released: new PrivacyEvent.PoissonSampled(0.5, new PrivacyEvent.Laplace(1))), new(1e6, 0.5)));

    [Fact]
    public void AnyHistory_NeverSpendsMoreThanItsBudget_AndForgetsNothing() => Gen.Select(Gen.Double[0.05, 3], Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 12]).Sample((epsilon, releases) =>
    {
        var (budget, ledger, granted) = (new PrivacyBudget(epsilon, 1e-5), PrivacyLedger.Empty, new List<PrivacyEvent>());

        foreach (var (round, kind, run) in releases)
        {
            var release = Release(round, $"{round}/{run}/{kind}/{granted.Count}", PrivacyEvent.NoisySteps(0.05, 1.5 + kind, 10), $"run-{run}");
            var (next, decision) = ledger.Spend(release, budget, Accountant, Now);

            if (decision.Outcome is SpendOutcome.Granted) granted.Add(release.Event);
            ledger = next;

            var spent = Accountant.Epsilon(ledger.Charged(budget), budget.Delta);
            Assert.True(spent <= budget.Epsilon, $"{spent} is more than {budget}.");
            Assert.Equal(Accountant.Epsilon(granted, budget.Delta), spent, 1e-9);
        }

        Assert.Equal(granted.Count, ledger.Entries.Sum(e => e.Releases));
    }, iter: 40);

    [Theory]
    [InlineData(0, 1e-5)]
    [InlineData(-1, 1e-5)]
    [InlineData(double.NaN, 1e-5)]
    [InlineData(double.PositiveInfinity, 1e-5)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, double.NaN)]
    public void Budget_OutOfRange_Throws(double epsilon, double delta) => Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyBudget(epsilon, delta));
}
