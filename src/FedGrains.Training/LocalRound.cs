using FedGrains.Training.Models;

namespace FedGrains.Training;

/// <summary>One node's training in one round, step by step. Its tensors belong to the dispose scope it is made in.</summary>
internal abstract class LocalRound(DeclaredModel model, int steps)
{
    /// <summary>How many steps the round has, at least 1.</summary>
    public int Steps => steps;

    /// <summary>Takes step <paramref name="step"/>, from 1. Returns what its records' loss was before, or null when that must not be known.</summary>
    public abstract BatchLoss? Step(int step);

    /// <summary>The parameters as they are now.</summary>
    public float[] Parameters()
    {
        var values = new float[model.Parameters.numel()];
        model.CopyTo(values);

        return values;
    }
}

/// <summary>The mean loss of a batch, and its records.</summary>
internal readonly record struct BatchLoss(double Mean, int Records);
