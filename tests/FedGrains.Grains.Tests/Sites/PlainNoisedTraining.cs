using System.Collections.Immutable;
using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Privacy.Noise;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>A run with noised sums without masks: the rotated updates are summed as whole numbers, their mean is rotated back block by block, and FedAvg adds it. What the grid must come to, bit for bit.</summary>
internal sealed class PlainNoisedTraining(RunConfiguration configuration)
{
    private readonly ModelLayout _layout = configuration.Model.Layout();

    /// <summary>The digests of version 0 and of a version for each round.</summary>
    /// <param name="rounds">What the sites of each round were told of noise, and who survived it.</param>
    public ImmutableArray<Digest> Digests(params IEnumerable<(SiteNoise Noise, NodeId[] Survivors)> rounds)
    {
        var current = InitialModel.Create(_layout, configuration.Seed);
        var digests = ImmutableArray.Create(Digest.Of(File(current)));

        foreach (var ((noise, survivors), index) in rounds.Select((r, i) => (r, i)))
        {
            current = Step(current, noise, survivors, index + 1);
            digests = digests.Add(Digest.Of(File(current)));
        }

        return digests;
    }

    private float[] Step(float[] current, SiteNoise noise, NodeId[] survivors, int iteration)
    {
        var updates = survivors.Select(n => MaskedUpdates.NoisedLanes(n, iteration, noise)).ToArray();
        var dimension = HadamardRotation.Padded(current.Length);
        var mean = Enumerable.Range(1, dimension).Select(lane => updates.Sum(u => u[lane]) * noise.Update.Granularity / survivors.Length).ToArray();
        var rotation = new HadamardRotation(Convert.FromHexString(noise.Rotation.Value));

        for (var first = 0; first < dimension; first += HadamardRotation.BlockSize)
            rotation.RotateBack(mean.AsSpan(first, Math.Min(HadamardRotation.BlockSize, dimension - first)), first);

        return [.. current.Select((x, i) => (float)(x + (configuration.Strategy.ServerLearningRate * mean[i])))];
    }

    private byte[] File(float[] parameters) => [.. SafetensorsHeader.ForModel(_layout), .. MemoryMarshal.AsBytes(parameters.AsSpan())];
}
