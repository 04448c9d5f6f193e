using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Cli.Rounds;

/// <summary>What facts must be for a round to have them, whatever it was; JSON leaves out and makes up what no program of ours would.</summary>
internal static class FactsRules
{
    /// <summary>The first thing that is wrong, in a sentence; null when a round can be like that.</summary>
    public static string? Fault(RoundFacts? facts) => facts switch
    {
        null => "it is empty.",
        { Format: not RoundFacts.CurrentFormat } => $"it is of format {facts.Format}, and this program reads {RoundFacts.CurrentFormat}.",
        { Site: null or { Model: null } or { Training: null } or { Masking: null } } or { Base: null } or { Strategy: null } or { Model: null } or { Contributors.IsDefault: true } => "a field is missing.",
        { Federation.Value: null } or { Run.Value: null } or { Roster.Value: null } or { Transcript.Value: null } or { Base.Digest.Value: null } or { Model.Digest.Value: null } => "a name or a digest is missing.",
        { Round: < 1 } => $"round is {facts.Round}, and rounds count from 1.",
        { Site.Masking.RingBits: not (32 or 64) } => $"ringBits is {facts.Site.Masking.RingBits}, and rings have 32 or 64.",
        _ when !Enum.IsDefined(facts.Weighting) => $"weighting is {(int)facts.Weighting}, which is none.",
        { Contributors.Length: < 1 or > Limits.MaximumSites } => $"it has {facts.Contributors.Length} contributors, and rounds have 1 to {Limits.MaximumSites}.",
        _ => ContributorFault(facts) ?? facts.Site.Model.Faults().Concat(facts.Strategy.Faults()).FirstOrDefault() ?? SizeFault(facts.Site.Model) ?? NoiseFault(facts.Site),
    };

    private static string? ContributorFault(RoundFacts facts) =>
        facts.Contributors.Any(c => c is not { Node.Value: not null, Vector.Value: not null }) ? "a contributor lacks its name or its vector's digest."
        : facts.Contributors.FirstOrDefault(c => c.Examples is < 1 or > Round.MaximumExamples) is { } contributor ? $"{contributor.Node} has {contributor.Examples} training records, and sites have 1 to {Round.MaximumExamples}."
        : null;

    // Sizes are multiplied in inference, and can come out of it below 0.
    private static string? SizeFault(ModelDefinition model) => model.Layout().ParameterCount < 1 ? "the model has sizes that no model has." : null;

    private static string? NoiseFault(SiteTask site) => site.Masking!.Noise is { } noise && noise.Parameters != site.Model.Layout().ParameterCount
        ? $"the noise is for {noise.Parameters} parameters, and the model has {site.Model.Layout().ParameterCount}."
        : null;
}
