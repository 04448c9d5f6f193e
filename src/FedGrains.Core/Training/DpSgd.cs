using System.Text.Json.Serialization;

namespace FedGrains.Core.Training;

/// <summary>
/// Record-level differentially private training (DP-SGD: Abadi et al. 2016). A step draws every training record by itself with the
/// sampling rate, clips its gradient, adds Gaussian noise to the sum and divides by the expected batch, which is public. Give the sampling
/// rate or the expected batch, one of the two.
/// </summary>
/// <param name="ClippingNorm">C, the most L2 norm that one record's gradient has in a step's sum: 1e-6 to 1e6.</param>
/// <param name="NoiseMultiplier">σ: the noise on the sum has standard deviation σ·C in every parameter. More than 0, at most 10,000.</param>
/// <param name="SamplingRate">q, the probability that a step draws a record, the same at every site: 1e-6 to 1. 0 when <paramref name="ExpectedBatch"/> is given instead.</param>
/// <param name="ExpectedBatch">Records that a step draws on average, 1 to 1,000,000; a site's sampling rate is this over its training records. 0 when <paramref name="SamplingRate"/> is given instead.</param>
/// <param name="Delta">δ of the statements about the run's models, more than 0 and less than 1; null leaves it to <see cref="DefaultDelta"/>. It changes nothing of the training.</param>
public sealed record DpSgd(
    double ClippingNorm,
    double NoiseMultiplier,
    double SamplingRate = 0,
    int ExpectedBatch = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Delta = null)
{
    /// <summary>The δ for data sets of up to <paramref name="records"/> records, at least 1, when nobody says another: the largest power of ten that is at most a tenth of one over their number.</summary>
    public static double DefaultDelta(long records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);

        var power = 10L;
        while (power / 10 < records) power *= 10;

        return 1.0 / power;
    }

    /// <summary>δ when the site with the most training records has <paramref name="records"/> of them, at least 1.</summary>
    public double DeltaFor(long records) => Delta ?? DefaultDelta(records);

    /// <summary>The sampling rate of a site with <paramref name="records"/> training records, at least 1. How many it has is public: it tells the federation.</summary>
    public double RateFor(long records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);

        return SamplingRate > 0 ? SamplingRate : Math.Min(1, (double)ExpectedBatch / records);
    }

    /// <summary>What is wrong with the settings, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(ClippingNorm is >= 1e-6 and <= 1e6)) yield return $"training.privacy.clippingNorm must be 0.000001 to 1,000,000, not {ClippingNorm}.";
        if (!(NoiseMultiplier is > 0 and <= 10_000)) yield return $"training.privacy.noiseMultiplier must be more than 0 and at most 10,000, not {NoiseMultiplier}.";

        if (SamplingRate != 0 && !(SamplingRate is >= 1e-6 and <= 1)) yield return $"training.privacy.samplingRate must be 0.000001 to 1, not {SamplingRate}.";
        if (ExpectedBatch is < 0 or > 1_000_000) yield return $"training.privacy.expectedBatch must be 1 to 1,000,000, not {ExpectedBatch}.";
        if ((SamplingRate != 0) == (ExpectedBatch != 0)) yield return "training.privacy: give samplingRate or expectedBatch, one of the two.";

        if (Delta is { } delta && !(delta is > 0 and < 1)) yield return $"training.privacy.delta must be more than 0 and less than 1, not {delta}. Left out, it follows from the number of records.";
    }
}
