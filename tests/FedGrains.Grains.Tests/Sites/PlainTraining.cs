using System.Collections.Immutable;
using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>The run as a few loops over arrays, written down from the papers and the fixed-point rule: what the grid must come to, bit for bit.</summary>
internal sealed class PlainTraining(RunConfiguration configuration, IEnumerable<NodeId> nodes)
{
    private static readonly ImmutableDictionary<string, string> Metadata = ImmutableDictionary<string, string>.Empty.Add("format", "pt");

    private readonly NodeId[] _nodes = [.. nodes];
    private readonly ModelLayout _layout = configuration.Model.Layout();

    /// <summary>The parameters of version 0 and of each version after it.</summary>
    public IEnumerable<float[]> Parameters()
    {
        var current = InitialModel.Create(_layout, configuration.Seed);
        var (m, v) = (new float[current.Length], new float[current.Length]);
        yield return current;

        for (var iteration = 1; iteration <= configuration.Rounds; iteration++)
        {
            current = Step(current, Mean(iteration), m, v);
            yield return current;
        }
    }

    public ImmutableArray<Digest> Digests() => [.. Parameters().Select(p => Digest.Of(File(p)))];

    private byte[] File(float[] parameters) => [.. SafetensorsHeader.For(_layout, Metadata), .. MemoryMarshal.AsBytes(parameters.AsSpan())];

    // Whole numbers are summed, and divided once.
    private double[] Mean(int iteration)
    {
        var weights = _nodes.Select(n => configuration.Weighting is Weighting.Uniform ? 1 : Updates.Examples(n, iteration)).ToArray();
        var updates = _nodes.Select(n => Updates.Values(n, iteration, _layout.ParameterCount)).ToArray();
        var mean = new double[_layout.ParameterCount];

        for (var i = 0; i < mean.Length; i++)
        {
            var sum = 0L;
            for (var n = 0; n < updates.Length; n++) sum += weights[n] * updates[n][i];

            mean[i] = sum / (double)weights.Sum() / (1 << configuration.FractionBits);
        }

        return mean;
    }

    private float[] Step(float[] x, double[] delta, float[] m, float[] v)
    {
        var s = configuration.Strategy;
        var next = new float[x.Length];

        for (var i = 0; i < x.Length; i++)
        {
            next[i] = s.Name switch
            {
                StrategyNames.FedAvg => (float)(x[i] + (s.ServerLearningRate * delta[i])),
                StrategyNames.FedAvgM => (float)(x[i] + (s.ServerLearningRate * Keep(ref m[i], (s.Momentum * m[i]) + delta[i]))),
                StrategyNames.FedAdam => (float)(x[i] + (s.ServerLearningRate * Keep(ref m[i], (s.Beta1 * m[i]) + ((1 - s.Beta1) * delta[i]))
                    / (Math.Sqrt(Keep(ref v[i], (s.Beta2 * v[i]) + ((1 - s.Beta2) * (delta[i] * delta[i])))) + s.Tau))),
                _ => throw new NotSupportedException(s.Name),
            };
        }

        return next;
    }

    // What is remembered is rounded to float32; what is used in the same step is not.
    private static double Keep(ref float memory, double value)
    {
        memory = (float)value;

        return value;
    }
}
