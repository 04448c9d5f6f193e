using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;

namespace FedGrains.Core.Runs;

/// <summary>
/// A training run: where it stands and what comes next. Every method returns the next run; <see cref="Step"/> says what to do. It holds what decides, and
/// not its rounds: its size does not grow with them. Each round is on record by itself.
/// </summary>
/// <param name="Key">The federation and the run's name in it.</param>
/// <param name="Configuration">What it was asked to do.</param>
/// <param name="Cohort">The nodes of every round.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="OpenRound">The number of the round under way, or 0.</param>
/// <param name="RoundsEnded">How many rounds have ended: those with the numbers 1 to this.</param>
/// <param name="AbandonedInARow">How many of them, counted back from the last, were abandoned.</param>
/// <param name="Latest">The latest model version.</param>
/// <param name="Best">The best version by the early-stop metric, or by pooled loss.</param>
/// <param name="Reason">Why it failed, was cancelled or stopped early.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="TraceParent">W3C trace context, so that one trace runs from the run to its rounds and the sites' jobs.</param>
/// <param name="SpentShares">How many rounds since the latest version asked sites for the shares of their masks and made no version.</param>
/// <param name="ClippingNorm">The clipping norm of the next round, where it adapts and a round has moved it.</param>
public sealed record Run(
    RunKey Key,
    RunConfiguration Configuration,
    ImmutableArray<NodeId> Cohort,
    RunPhase Phase,
    int OpenRound,
    int RoundsEnded,
    int AbandonedInARow,
    BaseModel Latest,
    BestVersion? Best,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? TraceParent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int SpentShares = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ClippingNorm = null)
{
    private const int RoundsInAPage = 100;
    private const int NodesInAPage = 10_000;

    /// <summary>A run that starts from <paramref name="initial"/> with its first round to open.</summary>
    public static Run Start(RunKey key, RunConfiguration configuration, ImmutableArray<NodeId> cohort, BaseModel initial, DateTimeOffset now, string? traceParent) =>
        new(key, configuration, cohort, RunPhase.Running, OpenRound: 1, RoundsEnded: 0, AbandonedInARow: 0, initial, null, null, now, null, traceParent);

    /// <summary>The most rounds of the run that one answer tells of: fewer, the more nodes each of them speaks of.</summary>
    [JsonIgnore]
    public int LongestPage => Math.Clamp(NodesInAPage / Math.Max(1, Cohort.Length), 1, RoundsInAPage);

    /// <summary>Whether the run has come to its end, good or bad.</summary>
    [JsonIgnore]
    public bool Ended => Phase is RunPhase.Completed or RunPhase.Failed or RunPhase.Cancelled;

    /// <summary>Whether a sum of masked updates was opened, or may have been.</summary>
    [JsonIgnore]
    public bool HasOpenedSums => Configuration.SecureAggregation is not null && (Latest.Version > 0 || SpentShares > 0);

    /// <summary>
    /// The seed that sites are told. A sum over the same model and the same work is opened once, and sites hold to it: when shares went out and no version came of
    /// it, the next round draws other batches.
    /// </summary>
    [JsonIgnore]
    public ulong SiteSeed => SpentShares == 0 ? Configuration.Seed : SeededRandom.For(Configuration.Seed, string.Create(CultureInfo.InvariantCulture, $"shares spent/{SpentShares}")).Next();

    /// <summary>The round's quorum.</summary>
    [JsonIgnore]
    public int Quorum => Configuration.MinimumNodes == 0 ? Cohort.Length : Math.Min(Configuration.MinimumNodes, Cohort.Length);

    /// <summary>What to do now. It follows from the record alone, so that it can be asked again after a crash.</summary>
    [JsonIgnore]
    public RunStep Step => this switch
    {
        { Ended: true, OpenRound: > 0 } => new RunStep.AbandonRound(OpenRound, $"The run was cancelled. {Reason}"),
        { Ended: true } => new RunStep.Rest(),
        { OpenRound: > 0 } => new RunStep.OpenRound(OpenRound, Phase is RunPhase.Evaluating ? RoundTask.Evaluate : RoundTask.Train),
        _ => new RunStep.Wait(),
    };

    /// <summary>Takes in a round that ended and decides what follows. A round that was taken in before changes nothing.</summary>
    public Run RoundEnded(RoundSummary round, DateTimeOffset now)
    {
        if (round.Number != OpenRound) return this;

        var next = this with
        {
            OpenRound = 0,
            RoundsEnded = round.Number,
            AbandonedInARow = round.Phase is RoundPhase.Abandoned ? AbandonedInARow + 1 : 0,
            Latest = round.Model ?? Latest,
            SpentShares = round.Model is not null ? 0 : round.Secure is { SharesAsked: true } ? SpentShares + 1 : SpentShares,
            ClippingNorm = round.NextClippingNorm ?? ClippingNorm,
            Best = BestVersion.Better(Best, round, Configuration),
        };

        return Ended ? next : round.Phase is RoundPhase.Abandoned ? next.AfterAbandoned(round, now) : next.AfterCheckpoint(round, now);
    }

    /// <summary>The numbers of the rounds that have ended, from <paramref name="from"/> on: at most <paramref name="count"/> of them, and at most a page.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is less than 1, or <paramref name="count"/> less than 0.</exception>
    public IEnumerable<int> Page(int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        return from > RoundsEnded ? [] : Enumerable.Range(from, Math.Min(Math.Min(count, LongestPage), RoundsEnded - from + 1));
    }

    /// <summary>Lets the round under way finish and opens no other.</summary>
    public (Run Next, SteerOutcome Outcome) Pause() => this switch
    {
        { Ended: true } => (this, SteerOutcome.Ended),
        { Phase: RunPhase.Running } => (this with { Phase = OpenRound > 0 ? RunPhase.Pausing : RunPhase.Paused }, SteerOutcome.Done),
        _ => (this, SteerOutcome.Done),
    };

    /// <summary>Goes on from the latest version.</summary>
    public (Run Next, SteerOutcome Outcome) Resume() => this switch
    {
        { Ended: true } => (this, SteerOutcome.Ended),
        { Phase: RunPhase.Pausing } => (this with { Phase = RunPhase.Running }, SteerOutcome.Done),
        { Phase: RunPhase.Paused } => ((this with { Phase = RunPhase.Running }).GoOn(), SteerOutcome.Done),
        _ => (this, SteerOutcome.Done),
    };

    /// <summary>Ends the run; the round under way is abandoned, the versions made so far stay.</summary>
    public (Run Next, SteerOutcome Outcome) Cancel(string reason, DateTimeOffset now) => Ended
        ? (this, SteerOutcome.Ended)
        : (End(RunPhase.Cancelled, reason, now), SteerOutcome.Done);

    private Run AfterAbandoned(RoundSummary round, DateTimeOffset now)
    {
        // A version that could not be evaluated is still a version: the run is done, and its record says what is missing.
        if (round.Task is RoundTask.Evaluate) return End(RunPhase.Completed, $"The last version was not evaluated. {round.Reason}", now);

        return AbandonedInARow >= Configuration.AbandonedRoundLimit
            ? End(RunPhase.Failed, $"{AbandonedInARow} rounds in a row were abandoned. The last: {round.Reason}", now)
            : GoOn();
    }

    private Run AfterCheckpoint(RoundSummary round, DateTimeOffset now) => round.Task is RoundTask.Evaluate ? End(RunPhase.Completed, Reason, now) : GoOn();

    private Run GoOn() => this switch
    {
        { Phase: RunPhase.Pausing } => this with { Phase = RunPhase.Paused },
        { Latest.Version: var made } when made >= Configuration.Rounds => Evaluate(null),
        { Best: { } best } when best.Exhausted(Configuration.EarlyStop) => Evaluate($"Stopped early: {best.Metric} has not improved since version {best.Version}."),
        _ => this with { OpenRound = RoundsEnded + 1 },
    };

    private Run Evaluate(string? reason) => this with { Phase = RunPhase.Evaluating, OpenRound = RoundsEnded + 1, Reason = reason };

    private Run End(RunPhase phase, string? reason, DateTimeOffset now) => this with { Phase = phase, Reason = reason, EndedAt = now };
}
