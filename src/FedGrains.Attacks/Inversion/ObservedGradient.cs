namespace FedGrains.Attacks.Inversion;

/// <summary>What an update shows of a gradient.</summary>
public static class ObservedGradient
{
    /// <summary>The mean gradient behind one step of plain stochastic gradient descent: (before - after) / learning rate. Over several steps it is the sum of their gradients. Different lengths throw an <see cref="ArgumentException"/>.</summary>
    public static double[] Of(ReadOnlySpan<float> before, ReadOnlySpan<float> after, double learningRate)
    {
        if (before.Length != after.Length) throw new ArgumentException($"There are {before.Length} parameters before and {after.Length} after.", nameof(after));

        var gradient = new double[before.Length];
        for (var i = 0; i < gradient.Length; i++) gradient[i] = ((double)before[i] - after[i]) / learningRate;

        return gradient;
    }
}
