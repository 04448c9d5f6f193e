using System.Collections.Immutable;

using FedGrains.Attacks.Statistics;
using FedGrains.Core.Models;
using FedGrains.Training.Gradients;

namespace FedGrains.Attacks.Inversion;

/// <summary>
/// Makes records up and changes them until their gradient is the one that was seen (Zhu et al. 2019, "Deep Leakage from Gradients"), by
/// L-BFGS. It needs activations that are smooth: with ReLU the derivative of the derivative is 0 almost everywhere.
/// </summary>
public static class IterativeInversion
{
    // Certain enough that another class has no probability to speak of, and not so that exponentials overflow.
    private const double Certain = 40;

    /// <summary>The records behind a gradient.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="parameters">Its parameters when the gradient was taken.</param>
    /// <param name="gradient">The gradient of the mean cross-entropy, laid out as the parameters.</param>
    /// <param name="records">How many records it was taken over.</param>
    /// <param name="labels">Their labels where they are known (see <see cref="LabelRecovery"/>); empty, labels are made up too.</param>
    /// <param name="settings">How hard to try.</param>
    /// <param name="seed">Where the starts come from.</param>
    public static Reconstruction Reconstruct(
        ModelDefinition model, float[] parameters, double[] gradient, int records, ImmutableArray<int> labels, InversionSettings settings, ulong seed)
    {
        var distance = new GradientDistance(model, parameters, gradient, records);
        var scale = gradient.Sum(g => g * g);
        var random = SeededRandom.For(seed, "inversion");
        var (best, nearest) = (Array.Empty<double>(), double.PositiveInfinity);

        for (var attempt = 0; attempt < settings.Attempts && !(nearest < settings.Tolerance); attempt++)
        {
            var guess = Start(distance, labels, random);
            var reached = LimitedMemoryBfgs.Minimise((x, slope) => Measure(distance, scale, labels, x, slope), guess, settings.Iterations, settings.Tolerance);

            if (best.Length == 0 || reached < nearest) (best, nearest) = (guess, reached);
        }

        return new(
            [.. best[..distance.Features].Chunk(distance.Features / records)],
            [.. best[distance.Features..].Chunk(distance.Logits / records).Select(logits => Array.IndexOf(logits, logits.Max()))],
            nearest);
    }

    private static double Measure(GradientDistance distance, double scale, ImmutableArray<int> labels, ReadOnlySpan<double> guess, Span<double> slope)
    {
        var value = distance.Measure(guess[..distance.Features], guess[distance.Features..], slope[..distance.Features], slope[distance.Features..]);

        for (var i = 0; i < slope.Length; i++) slope[i] /= scale;
        if (!labels.IsEmpty) slope[distance.Features..].Clear();

        return value / scale;
    }

    private static double[] Start(GradientDistance distance, ImmutableArray<int> labels, SeededRandom random)
    {
        var guess = new double[distance.Features + distance.Logits];

        for (var i = 0; i < guess.Length; i++) guess[i] = i < distance.Features ? random.NextDouble() : labels.IsEmpty ? random.NextNormal() : 0;
        for (var i = 0; i < labels.Length; i++) guess[distance.Features + (i * (distance.Logits / labels.Length)) + labels[i]] = Certain;

        return guess;
    }
}
