using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Runs;

/// <summary>A training run. The key is <c>{federation}/{run}</c>.</summary>
[GrainInterfaceType("fedgrains.run")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run with a cohort that its federation chose. False when a run of this name exists with another configuration.</summary>
    [Alias("start")]
    Task<bool> Start(RunConfiguration configuration, ImmutableArray<NodeId> cohort);

    /// <summary>The run as it stands, or null when it was never started. What became of each round is in <see cref="Rounds"/>.</summary>
    [Alias("describe")]
    [AlwaysInterleave]
    Task<Run?> Describe();

    /// <summary>The run, as soon as it differs from what the caller has seen (rounds ended and phase), or as it is after 20 seconds at most: a way to follow without polling.</summary>
    [Alias("watch")]
    [AlwaysInterleave]
    [ResponseTimeout("00:01:00")]
    Task<Run?> Watch(int roundsSeen, RunPhase? phaseSeen, CancellationToken cancellation);

    /// <summary>
    /// The rounds that have ended, in order, from the number <paramref name="from"/> (1 or more) on: at most <paramref name="count"/> of them and at most a page
    /// (<see cref="Run.LongestPage"/>). Ask again from behind the last one for more; none means that there are no more.
    /// </summary>
    [Alias("rounds")]
    [AlwaysInterleave]
    Task<ImmutableArray<RoundSummary>> Rounds(int from, int count);

    /// <summary>Lets the round under way finish and opens no other.</summary>
    [Alias("pause")]
    Task<SteerOutcome> Pause();

    /// <summary>Goes on from the latest version.</summary>
    [Alias("resume")]
    Task<SteerOutcome> Resume();

    /// <summary>Ends the run; versions made so far stay.</summary>
    [Alias("cancel")]
    Task<SteerOutcome> Cancel(string reason);

    /// <summary>Takes in a round that ended. Safe to repeat.</summary>
    [Alias("round-ended")]
    Task RoundEnded(RoundSummary round);

    /// <summary>Goes on from the stored state: after a crash, a restart or a lost message. Safe to repeat.</summary>
    [Alias("wake")]
    Task Wake();
}
