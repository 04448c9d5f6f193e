using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;

using static FedGrains.Privacy.Tests.Accounting.Ledgers.LedgerSamples;

namespace FedGrains.Privacy.Tests.Accounting.Ledgers;

/// <summary>What a site tells a coordinator that asked for too much.</summary>
public sealed class SpendDecisionTests
{
    [Fact]
    public void Refusal_OverBudget_SaysWhatIsLeftAndWhatWasAsked() => Assert.Equal(
        "privacy: ε = 0.1999 is left of the budget of dataset 'heart', ε = 1 at δ = 1E-05, and this round asks for more: by itself it costs 0.5001, and with it 1.101 would be spent (accountant pld). "
        + "Use more noise, a smaller sample or fewer steps, or have the dataset's owner raise the budget.",
        new SpendDecision(SpendOutcome.OverBudget, new(new(1, 1e-5), "pld", 0.80001, 1.10001, 0.50001)).Refusal("heart"));

    // A budget that was lowered below what is spent has nothing left, and not less.
    [Fact]
    public void Refusal_BudgetLowered_NothingIsLeft() =>
        Assert.StartsWith("privacy: ε = 0 is left", new SpendDecision(SpendOutcome.OverBudget, new(new(1, 1e-5), "pld", 2, 3, 1.5)).Refusal("heart"), StringComparison.Ordinal);

    [Fact]
    public void Refusal_AfterTrainingWithoutNoise_SaysSo() => Assert.Equal(
        "privacy: nothing is left of the budget of dataset 'heart', ε = 3 at δ = 1E-05: it was trained on without differential privacy before, which no ε covers. Its owner can keep a budget for private training alone with privacy.allowNonPrivate: true.",
        PrivacyLedger.Empty.After(Release(released: Plain)).Judge(Release(2, "u2"), new(3, 1e-5), AccountantCatalog.Default).Refusal("heart"));

    [Fact]
    public void Refusal_WithoutNoise_SaysHowToMendIt() => Assert.Equal(
        "privacy: dataset 'heart' has a privacy budget, and this round trains without differential privacy, which costs infinity. Give the run training.privacy, or have the dataset's owner allow it with privacy.allowNonPrivate: true.",
        PrivacyLedger.Empty.Judge(Release(released: Plain), new(3, 1e-5), AccountantCatalog.Default).Refusal("heart"));

    [Fact]
    public void Refusal_MayLeave_None()
    {
        Assert.Null(PrivacyLedger.Empty.Judge(Release(), null, AccountantCatalog.Default).Refusal("heart"));
        Assert.Null(PrivacyLedger.Empty.After(Release()).Judge(Release(), null, AccountantCatalog.Default).Refusal("heart"));
    }
}
