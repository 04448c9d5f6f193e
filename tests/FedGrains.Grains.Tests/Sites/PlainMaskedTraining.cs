using System.Collections.Immutable;
using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>A masked run without masks: the quantised updates are summed as whole numbers, and FedAvg adds their weighted mean. What the grid must come to, bit for bit.</summary>
internal sealed class PlainMaskedTraining(RunConfiguration configuration, int cohort, long cap)
{
    private static readonly ImmutableDictionary<string, string> Metadata = ImmutableDictionary<string, string>.Empty.Add("format", "pt");

    private readonly ModelLayout _layout = configuration.Model.Layout();

    /// <summary>The digests of version 0 and of a version for each set of survivors.</summary>
    public ImmutableArray<Digest> Digests(params IEnumerable<NodeId>[] survivors)
    {
        var current = InitialModel.Create(_layout, configuration.Seed);
        var digests = ImmutableArray.Create(Digest.Of(File(current)));

        for (var version = 0; version < survivors.Length; version++)
        {
            current = Step(current, [.. survivors[version]], version + 1);
            digests = digests.Add(Digest.Of(File(current)));
        }

        return digests;
    }

    private float[] Step(float[] current, NodeId[] survivors, int iteration)
    {
        var lanes = survivors.Select(n => MaskedUpdates.Lanes(n, iteration, configuration.Weighting, _layout.ParameterCount)).ToArray();
        var total = lanes.Sum(l => l[0]);

        // The step of a parameter is C / (2^b - 1), b being the bits that a sum of the cohort leaves.
        var ring = cap < 1L << (31 - Log2(cohort)) ? 32 : 64;
        var levels = (1L << Math.Min(52, ring - 1 - Log2(cohort))) - 1;
        var scale = configuration.SecureAggregation!.Clip / levels * ((double)cap / total);

        return [.. current.Select((x, i) => (float)(x + (configuration.Strategy.ServerLearningRate * (lanes.Sum(l => l[i + 1]) * scale))))];
    }

    private byte[] File(float[] parameters) => [.. SafetensorsHeader.For(_layout, Metadata), .. MemoryMarshal.AsBytes(parameters.AsSpan())];

    private static int Log2(int n) => (int)Math.Ceiling(Math.Log2(n));
}
