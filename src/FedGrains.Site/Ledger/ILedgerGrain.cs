using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Site.Ledger;

/// <summary>The privacy ledger of a dataset, over all runs and federations. The key is the dataset's name.</summary>
[GrainInterfaceType("fedgrains.site.ledger")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>Whether something may leave, by the budget in the dataset's definition. Nothing is written down.</summary>
    [Alias("judge")]
    [ResponseTimeout("00:05:00")]
    Task<SpendDecision> Judge(PrivacyRelease release);

    /// <summary>Writes down, durably, that something leaves, if it may: only then may it leave. Safe to repeat: the same update is spent once.</summary>
    [Alias("spend")]
    [ResponseTimeout("00:05:00")]
    Task<SpendDecision> Spend(PrivacyRelease release);

    /// <summary>What has been spent, and what may be.</summary>
    [Alias("describe")]
    Task<LedgerReading> Describe();
}

/// <summary>A ledger and the budget that stands against it.</summary>
/// <param name="Ledger">What has left.</param>
/// <param name="Budget">What may be spent; null when the dataset's definition sets no limit, or there is none.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.ledger-reading")]
public sealed record LedgerReading([property: Id(0)] PrivacyLedger Ledger, [property: Id(1)] PrivacyBudget? Budget);
