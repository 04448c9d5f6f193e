using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>A setup with the record that it is made from again.</summary>
/// <param name="Stored">The record.</param>
/// <param name="Setup">The protocol's state.</param>
/// <param name="Since">When its step began, or when it was taken up again.</param>
internal sealed record HeldSetup(StoredSetup Stored, BatchSetup Setup, DateTimeOffset Since)
{
    public Batch Batch => Setup.Batch;

    public int Free => Stored.Rounds - Stored.Used;

    public bool IsHalfUsed => 2 * Stored.Used >= Stored.Rounds;

    public NodeId Name(int site) => new(Setup.Roster.Roster.Sites[site].Id.Value);

    /// <summary>The nodes of a cohort that its step waits for.</summary>
    public ImmutableArray<NodeId> Awaited(RoundPlan plan) => [.. Setup.Awaited.Select(Name).Where(n => plan.Member(n) is not null)];

    /// <summary>The nodes of a cohort that have done the step; once shares are dealt, those that can be in a round together.</summary>
    public ImmutableArray<NodeId> Answered(RoundPlan plan) =>
    [
        .. (Setup.Phase switch
        {
            SetupPhase.Advertising => Setup.Advertisements.Select(a => a.Body.Site),
            SetupPhase.Sharing => Setup.Deliveries.Select(d => d.Offer.Body.Site),
            SetupPhase.Confirming => Usable(plan),
            SetupPhase.Abandoned => [],
        }).Select(Name).Where(n => plan.Member(n) is not null),
    ];

    public ImmutableArray<int> Usable(RoundPlan plan) => Setup.Usable(plan.Cohort.Select(m => Setup.Roster.Roster.IndexOf(SiteId.Parse(m.Node.Value))).Where(i => i >= 0));

    /// <summary>Whether its step goes on.</summary>
    public bool GoesOn(RoundPlan plan, bool isUrgent, DateTimeOffset now) => SetupNeeds.Of(plan).GoesOn(Awaited(plan), Answered(plan), isUrgent, now - Since);

    /// <summary>Whether a round can be opened with it.</summary>
    public bool IsReady(RoundPlan plan, DateTimeOffset now) => Setup.Phase is SetupPhase.Confirming && GoesOn(plan, isUrgent: true, now);

    /// <summary>Whether it will never do: too few took part, or those who hold each other's shares are too few.</summary>
    public bool IsSpoilt(RoundPlan plan) => Setup.Phase is SetupPhase.Abandoned
        || (Setup.Phase is SetupPhase.Confirming && Awaited(plan).IsEmpty && !SetupNeeds.Of(plan).Suffices(Answered(plan)));
}
