using CsCheck;

using FedGrains.Training.Batches;

namespace FedGrains.Training.Tests.Batches;

public sealed class BatchScheduleTests
{
    [Fact]
    public void Batch_OneEpoch_CoversEachRecordOnce() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 50], Gen.Long[0, 5]).Sample((records, batchSize, epoch) =>
        {
            var schedule = new BatchSchedule(Jobs.Leeds, records, batchSize);
            var seen = Steps(schedule, epoch * schedule.StepsPerEpoch, schedule.StepsPerEpoch).SelectMany(b => b).Order();

            return seen.SequenceEqual(Enumerable.Range(0, records));
        });

    [Fact]
    public void Batch_LastOfEpoch_HoldsTheRest() =>
        Assert.Equal([4, 4, 2], Steps(new(Jobs.Leeds, 10, 4), 0, 3).Select(b => b.Length));

    [Fact]
    public void Batch_AskedInAnyOrder_IsTheSame()
    {
        var schedule = new BatchSchedule(Jobs.Leeds, 10, 4);
        var forwards = Steps(schedule, 0, 9);

        for (var step = 8; step >= 0; step--) Assert.Equal(forwards[step], schedule.Batch(step).ToArray());
    }

    [Fact]
    public void FirstStep_TwoRoundsOf50_AreOneOf100()
    {
        var schedule = new BatchSchedule(Jobs.Leeds, 30, 4);
        var (half, whole) = (Jobs.Plan(steps: 50), Jobs.Plan(steps: 100));

        var two = Steps(schedule, schedule.FirstStep(half, 1), 50).Concat(Steps(schedule, schedule.FirstStep(half, 2), 50));

        Assert.Equal(Steps(schedule, schedule.FirstStep(whole, 1), 100), two);
    }

    [Fact]
    public void FirstStep_Epochs_StartsWithAWholeEpoch()
    {
        var schedule = new BatchSchedule(Jobs.Leeds, 10, 4);
        var plan = Jobs.Plan(epochs: 2);

        Assert.Equal(6, schedule.StepsPerRound(plan));
        Assert.Equal([0, 6, 12], [schedule.FirstStep(plan, 1), schedule.FirstStep(plan, 2), schedule.FirstStep(plan, 3)]);
    }

    [Fact]
    public void FirstStep_ManyRounds_DoesNotOverflow() =>
        Assert.Equal(999_999L * 1_000_000, new BatchSchedule(Jobs.Leeds, 10, 4).FirstStep(Jobs.Plan(steps: 1_000_000), 1_000_000));

    [Fact]
    public void Batch_OtherNodeSeedOrEpoch_IsAnotherOrder()
    {
        var orders = new[]
        {
            Epoch(Jobs.Leeds, 0), Epoch(Jobs.Leeds, 1), Epoch(Jobs.Oslo, 0), Epoch(Jobs.Leeds with { Seed = 8 }, 0),
        };

        Assert.Equal(orders.Length, orders.Select(o => string.Join(',', o)).Distinct().Count());
        Assert.Equal(orders[0], Epoch(Jobs.Leeds, 0));
    }

    [Fact]
    public void New_NothingToBatch_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSchedule(Jobs.Leeds, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSchedule(Jobs.Leeds, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSchedule(Jobs.Leeds, 4, 4).FirstStep(Jobs.Plan(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSchedule(Jobs.Leeds, 4, 4).Batch(-1).Length);
    }

    private static int[] Epoch(BatchSeed seed, long epoch) => new BatchSchedule(seed, 50, 50).Batch(epoch).ToArray();

    private static int[][] Steps(BatchSchedule schedule, long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => schedule.Batch(first + i).ToArray())];
}
