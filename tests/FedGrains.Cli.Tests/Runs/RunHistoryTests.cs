using System.Collections.Immutable;

using FedGrains.Cli.Runs;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Tests.Runs;

public sealed class RunHistoryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(3, 2)]
    [InlineData(7, 3)]
    public async Task Load_PageByPage_IsEveryRoundFromThereOnOnce(int from, int page)
    {
        var history = await RunHistory.Load(new Pages(page), Ended(7), from);

        Assert.Equal(Enumerable.Range(from, 8 - from), history.Rounds.Select(r => r.Number));
    }

    // A round that ended since belongs to the next look.
    [Fact]
    public async Task Load_ARunThatHasGoneOn_EndsWhereItWasDescribed() =>
        Assert.Equal([1, 2, 3], (await RunHistory.Load(new Pages(100), Ended(3), from: 1)).Rounds.Select(r => r.Number));

    [Theory]
    [InlineData(0, 20, 1, 0)]
    [InlineData(3, 20, 1, 3)]
    [InlineData(30, 20, 11, 20)]
    [InlineData(30, int.MaxValue, 1, 30)]
    [InlineData(30, 0, 31, 0)]
    public async Task LoadLast_SoMany(int ended, int count, int first, int rounds)
    {
        var history = await RunHistory.LoadLast(new Pages(100), Ended(ended), count);

        Assert.Equal(Enumerable.Range(first, rounds), history.Rounds.Select(r => r.Number));
    }

    [Fact]
    public async Task LoadLast_ShowsTheEvaluationsThatCameAfterThem()
    {
        var history = await RunHistory.LoadLast(new Pages(100), Ended(30), 2);

        Assert.Equal([30.0, null], history.Training().Select(r => r.Evaluation?.Find("loss")?.Value));
    }

    private static Run Ended(int rounds) => new(
        new(new("demo"), new("heart")), null!, [], RunPhase.Running, rounds + 1, rounds, 0, new(rounds, Digest.Of([1]), 1, 1, null), null, null, DateTimeOffset.UnixEpoch, null, null);

    /// <summary>A run of a hundred rounds that tells so many of them at a time; the loss measured in a round is its number.</summary>
    private sealed class Pages(int length) : IRunGrain
    {
        public Task<ImmutableArray<RoundSummary>> Rounds(int from, int count) =>
            Task.FromResult<ImmutableArray<RoundSummary>>([.. Enumerable.Range(from, Math.Min(Math.Min(count, length), 100 - from + 1)).Select(Round)]);

        public Task<bool> Start(RunConfiguration configuration, ImmutableArray<NodeId> cohort) => throw new NotSupportedException();

        public Task<Run?> Describe() => throw new NotSupportedException();

        public Task<Run?> Watch(int roundsSeen, RunPhase? phaseSeen, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<SteerOutcome> Pause() => throw new NotSupportedException();

        public Task<SteerOutcome> Resume() => throw new NotSupportedException();

        public Task<SteerOutcome> Cancel(string reason) => throw new NotSupportedException();

        public Task RoundEnded(RoundSummary round) => throw new NotSupportedException();

        public Task Wake() => throw new NotSupportedException();

        private static RoundSummary Round(int number) => new(
            number, RoundTask.Train, RoundPhase.Checkpointed, null, number - 1, new(number, Digest.Of([(byte)number]), 1, 1, null),
            new([new(new("leeds"), [new("loss", number, 10, 0)])]), [], [], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Traffic.None);
    }
}
