using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Masking;

/// <summary>
/// The setups of a run's masks: sites exchange keys and shares for a batch of rounds, ahead of them, and rounds are opened among those that hold each
/// other's. The coordinator passes on and sees no secret. The key is <c>{federation}/{run}</c>.
/// </summary>
[GrainInterfaceType("fedgrains.masking")]
public interface IMaskingGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens a round among those of its cohort that hold each other's shares, as soon as there is a setup; until then it keeps the setup going and says what is awaited. Safe
    /// to repeat: what is returned may differ, and counts once the round has stored it.
    /// </summary>
    [Alias("open")]
    Task<MaskedOpening> Open(RoundPlan plan);

    /// <summary>Keeps the setup of later rounds going while a round is under way. Safe to repeat, every few seconds.</summary>
    [Alias("attend")]
    [OneWay]
    Task Attend(RoundPlan plan);

    /// <summary>Takes in a site's keys, shares or receipt. Safe to repeat.</summary>
    [Alias("receive")]
    Task<MaskingAnswer> Receive(NodeId node, byte[] message);

    /// <summary>Which of the run's rounds goes by this number of the protocol, or null.</summary>
    [Alias("round-of")]
    [AlwaysInterleave]
    Task<int?> RoundOf(long number);

    /// <summary>The run is over: forgets everything. Safe to repeat.</summary>
    [Alias("end")]
    Task End();
}

/// <summary>A masked round that can begin, or what it waits for.</summary>
/// <param name="Round">The coordinator's record of the round, in canonical form; null when it cannot begin yet.</param>
/// <param name="Previous">The run's masked round before, whose record shows sites what they said last; null when there was none.</param>
/// <param name="Absences">Nodes of the cohort that cannot be in it, and why.</param>
/// <param name="Waiting">What it waits for, in a sentence; null when it can begin.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.masked-opening")]
public sealed record MaskedOpening(
    [property: Id(0)] byte[]? Round,
    [property: Id(1)] int? Previous,
    [property: Id(2)] ImmutableArray<Absence> Absences,
    [property: Id(3)] string? Waiting);
