using FedGrains.Core.Training;

namespace FedGrains.Training.Batches;

/// <summary>
/// Which records each training step of a node's run sees. Steps are counted from 0 over all rounds, and a step's batch
/// follows from its number alone: rounds go on where the last one stopped, and a round tried again sees the same batches.
/// </summary>
/// <param name="seed">Where the orders come from.</param>
/// <param name="records">Records in the training data, at least 1.</param>
/// <param name="batchSize">Records in a batch, at least 1; the last batch of an epoch may be smaller.</param>
public sealed class BatchSchedule(BatchSeed seed, int records, int batchSize)
{
    private readonly int _records = AtLeastOne(records, nameof(records));
    private readonly int _batchSize = AtLeastOne(batchSize, nameof(batchSize));
    private int[] _order = [];
    private long _epoch = -1;

    /// <summary>Batches in one pass over the records.</summary>
    public int StepsPerEpoch { get; } = ((records - 1) / batchSize) + 1;

    /// <summary>Batches in one round of <paramref name="plan"/>.</summary>
    public int StepsPerRound(TrainingPlan plan) => plan.LocalSteps > 0 ? plan.LocalSteps : checked(plan.LocalEpochs * StepsPerEpoch);

    /// <summary>The number of the first step of <paramref name="round"/>, which counts from 1.</summary>
    public long FirstStep(TrainingPlan plan, int round) => (AtLeastOne(round, nameof(round)) - 1L) * StepsPerRound(plan);

    /// <summary>The records of step <paramref name="step"/>; valid until the next call.</summary>
    public ReadOnlySpan<int> Batch(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var (epoch, batch) = Math.DivRem(step, StepsPerEpoch);

        if (epoch != _epoch) (_epoch, _order) = (epoch, seed.Order(epoch, _records));

        var start = (int)batch * _batchSize;

        return _order.AsSpan(start, Math.Min(_batchSize, _records - start));
    }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
