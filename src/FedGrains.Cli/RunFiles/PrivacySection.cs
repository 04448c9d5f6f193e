using FedGrains.Core.Training;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>training.privacy</c>: record-level differential privacy. One that is written but empty is not none.</summary>
internal static class PrivacySection
{
    public static DpSgd? Read(Section training)
    {
        if (!training.Has("privacy")) return null;

        var section = training.Nested("privacy", "clippingNorm", "noiseMultiplier", "samplingRate", "expectedBatch", "delta");
        section.Require("clippingNorm");
        section.Require("noiseMultiplier");

        // One that is written but cannot be read counts as given.
        return new(
            section.Number("clippingNorm") ?? 1,
            section.Number("noiseMultiplier") ?? 1,
            section.Number("samplingRate") ?? (section.Has("samplingRate") ? 1 : 0),
            section.Integer("expectedBatch") ?? (section.Has("expectedBatch") ? 1 : 0),
            section.Number("delta"));
    }
}
