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
        var lanes = Lanes(node, plan.Site.Iteration, plan.Weighting, plan.Site.Model.Layout().ParameterCount);

        return plan.Site.Masking!.RingBits == 32 ? [.. lanes.Select(l => (uint)l)] : [.. lanes.SelectMany(l => new[] { (uint)l, (uint)(l >> 32) })];
    }

    public static long[] Lanes(NodeId node, int iteration, Weighting weighting, long parameters) =>
        [weighting.Weight(Updates.Examples(node, iteration)), .. Updates.Values(node, iteration, parameters).Select(v => (long)v)];

    public static Submission Submission(RoundPlan plan, NodeId node, byte[] bytes, byte[] statement) => new(
        node,
        plan.Base.Version,
        plan.Base.Digest,
        new(Digest.Of(bytes), bytes.Length, Updates.Examples(node, plan.Site.Iteration), 0.5, 1.5, MaskedUpload: Convert.ToBase64String(statement)),
        [new Measurement(MetricNames.Loss, 0.5 + plan.Base.Version, 100, 0.25)],
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Key} {node}")),
        Convert.ToBase64String([1, 2, 3]));
}
