using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace FedGrains.Grains.Rounds;

/// <summary>
/// Puts grains that are numbered, with keys <c>{whose}/{number}</c>, on the silos in turn. Shards of a round are many and busy at the same time: left to itself Orleans keeps
/// them beside the round, where nobody helps.
/// </summary>
[GenerateSerializer]
[Immutable]
internal sealed class SpreadPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class SpreadPlacementAttribute() : PlacementAttribute(new SpreadPlacement());

/// <inheritdoc cref="SpreadPlacement"/>
internal sealed class SpreadPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint) return Task.FromResult(hint);

        Array.Sort(silos);

        return Task.FromResult(silos[Turn(target.GrainIdentity.Key.ToString()!) % (uint)silos.Length]);
    }

    /// <summary>Whose turn it is: one further for each number, from a beginning that depends on whose they are.</summary>
    internal static uint Turn(string key)
    {
        var end = key.LastIndexOf('/');
        var number = uint.TryParse(key.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;

        return unchecked(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key[..Math.Max(0, end)]))) + number);
    }
}
