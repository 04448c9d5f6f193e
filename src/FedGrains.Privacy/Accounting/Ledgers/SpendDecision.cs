using System.Text.Json.Serialization;

using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Privacy.Accounting.Ledgers;

/// <summary>What came of asking for a release.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SpendOutcome>))]
public enum SpendOutcome
{
    /// <summary>It may leave.</summary>
    Granted,

    /// <summary>It was written down before; it may leave again.</summary>
    Duplicate,

    /// <summary>More would be spent than the budget allows.</summary>
    OverBudget,

    /// <summary>It has no noise, which costs infinity.</summary>
    Unprotected,
}

/// <summary>What a release would have done to a budget.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Accountant">The name of who priced it.</param>
/// <param name="Before">ε spent without it; infinity when something left without noise.</param>
/// <param name="After">ε spent with it.</param>
/// <param name="Alone">ε of it alone.</param>
public sealed record Overdraft(PrivacyBudget Budget, string Accountant, double Before, double After, double Alone);

/// <summary>Whether a release may leave.</summary>
/// <param name="Outcome">Whether it may.</param>
/// <param name="Overdraft">The figures, when it is too much.</param>
public sealed record SpendDecision(SpendOutcome Outcome, Overdraft? Overdraft)
{
    /// <summary>Why it may not, for whoever asked, in a sentence without any value of a record; null when it may.</summary>
    /// <param name="dataset">The dataset's name.</param>
    public string? Refusal(string dataset) => Outcome switch
    {
        SpendOutcome.Granted or SpendOutcome.Duplicate => null,
        SpendOutcome.OverBudget => Overdraft is { } overdraft ? TooMuch(dataset, overdraft) : $"privacy: the budget of dataset '{dataset}' does not allow this round.",
        SpendOutcome.Unprotected => $"privacy: dataset '{dataset}' has a privacy budget, and this round trains without differential privacy, which costs infinity. Give the run training.privacy, or have the dataset's owner allow it with privacy.allowNonPrivate: true.",
    };

    internal static SpendDecision Of(SpendOutcome outcome) => new(outcome, null);

    private static string TooMuch(string dataset, Overdraft overdraft)
    {
        if (double.IsInfinity(overdraft.Before))
            return $"privacy: nothing is left of the budget of dataset '{dataset}', {overdraft.Budget}: it was trained on without differential privacy before, which no ε covers. Its owner can keep a budget for private training alone with privacy.allowNonPrivate: true.";

        var left = PrivacyStatement.RoundedDown(Math.Max(0, overdraft.Budget.Epsilon - overdraft.Before));

        return $"privacy: ε = {left} is left of the budget of dataset '{dataset}', {overdraft.Budget}, and this round asks for more: by itself it costs {PrivacyStatement.RoundedUp(overdraft.Alone)}, and with it {PrivacyStatement.RoundedUp(overdraft.After)} would be spent (accountant {overdraft.Accountant}). "
            + "Use more noise, a smaller sample or fewer steps, or have the dataset's owner raise the budget.";
    }
}
