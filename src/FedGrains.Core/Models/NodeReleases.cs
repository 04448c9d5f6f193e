using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Core.Models;

/// <summary>How a node's updates in the rounds of a run were made.</summary>
/// <param name="Node">The node.</param>
/// <param name="Records">The most training records that it had behind an update.</param>
/// <param name="Noisy">The mechanisms of its private updates, and how many there were of each.</param>
/// <param name="Plain">Updates without noise, or of which nothing is known.</param>
/// <param name="Summed">Updates of training without noise, each seen in a noised sum only.</param>
/// <param name="SummedRho">What those sums cost a site together: ρ.</param>
public sealed record NodeReleases(
    NodeId Node,
    long Records,
    ImmutableArray<MechanismRounds> Noisy,
    int Plain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Summed = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double SummedRho = 0)
{
    /// <summary>What there is once <paramref name="contributions"/> have come after version <paramref name="parent"/>, in the order of the nodes' names.</summary>
    public static ImmutableArray<NodeReleases> After(ModelVersion parent, params IEnumerable<Contribution> contributions)
    {
        ArgumentNullException.ThrowIfNull(parent);
        var releases = Before(parent).ToDictionary(r => r.Node);

        foreach (var contribution in contributions)
            releases[contribution.Node] = (releases.GetValueOrDefault(contribution.Node) ?? new(contribution.Node, 0, [], 0)).Plus(contribution);

        return [.. releases.Values.OrderBy(r => r.Node.Value, StringComparer.Ordinal)];
    }

    // A version that was recorded before there were promises does not say how it was made.
    private static IEnumerable<NodeReleases> Before(ModelVersion parent) =>
        parent.Privacy?.Nodes.Select(n => n.Releases) ?? parent.Contributors.Select(c => new NodeReleases(c.Node, c.Examples, [], Plain: 1));

    private NodeReleases Plus(Contribution contribution)
    {
        var next = this with { Records = Math.Max(Records, contribution.Examples) };

        return contribution switch
        {
            { Mechanism: { } mechanism } => next with { Noisy = Plus(mechanism) },
            { SumRho: { } rho } => next with { Summed = Summed + 1, SummedRho = SummedRho + rho },
            _ => next with { Plain = Plain + 1 },
        };
    }

    private ImmutableArray<MechanismRounds> Plus(DpSgdMechanism mechanism)
    {
        var known = Noisy.FirstOrDefault(n => n.Mechanism == mechanism);

        return known is null ? Noisy.Add(new(mechanism, 1)) : Noisy.Replace(known, known with { Rounds = known.Rounds + 1 });
    }
}

/// <summary>A mechanism and how many rounds' updates were made by it.</summary>
public sealed record MechanismRounds(DpSgdMechanism Mechanism, int Rounds);
