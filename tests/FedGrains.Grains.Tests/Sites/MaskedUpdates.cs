using System.Text;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>What each node masks in each pass: made up, different everywhere, and the same every time.</summary>
internal static class MaskedUpdates
{
    /// <summary>The lanes before masking, as words: the weight, then the parameters in whole steps.</summary>
    public static uint[] Words(NodeId node, RoundPlan plan)
    {
        var lanes = plan.Site.Masking!.Noise is { } noise
            ? NoisedLanes(node, plan.Site.Iteration, noise)
            : Lanes(node, plan.Site.Iteration, plan.Weighting, plan.Site.Model.Layout().ParameterCount);

        return plan.Site.Masking!.RingBits == 32 ? [.. lanes.Select(l => (uint)l)] : [.. lanes.SelectMany(l => new[] { (uint)l, (uint)(l >> 32) })];
    }

    public static long[] Lanes(NodeId node, int iteration, Weighting weighting, long parameters) =>
        [weighting.Weight(Updates.Examples(node, iteration)), .. Updates.Values(node, iteration, parameters).Select(v => (long)v)];

    /// <summary>As if noise had been added: a count of one, rotated parameters that are made up, and where the clip adapts a vote, for it in every pass by those whose name has an odd length.</summary>
    public static long[] NoisedLanes(NodeId node, int iteration, SiteNoise noise)
    {
        var votes = noise.Vote is null ? 0 : 1;

        return [1, .. Updates.Values(node, iteration, noise.Lanes - 1 - votes).Select(v => (long)v), .. Enumerable.Repeat(0L, votes).Select(_ => Vote(node, noise.Vote!))];
    }

    private static long Vote(NodeId node, NoiseShare vote) => (node.Value.Length % 2 == 1 ? 1 : -1) * (1L << vote.Bits);

    public static Submission Submission(RoundPlan plan, NodeId node, byte[] bytes, byte[] statement) => new(
        node,
        plan.Base.Version,
        plan.Base.Digest,
        new(Digest.Of(bytes), bytes.Length, Updates.Examples(node, plan.Site.Iteration), plan.Site.Masking!.Noise is null ? 0.5 : null, 1.5, MaskedUpload: Convert.ToBase64String(statement)),
        [new Measurement(MetricNames.Loss, 0.5 + plan.Base.Version, 100, 0.25)],
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Key} {node}")),
        Convert.ToBase64String([1, 2, 3]));
}
