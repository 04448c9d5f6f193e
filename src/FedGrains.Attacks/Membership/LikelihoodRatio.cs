namespace FedGrains.Attacks.Membership;

/// <summary>
/// LiRA, the likelihood-ratio attack (Carlini et al. 2022, online): shadow models tell how sure of a candidate models are that had it and models that had it not; a target's
/// confidence is likelier under the one or the other.
/// </summary>
public static class LikelihoodRatio
{
    // A variance of 0 makes every ratio infinite.
    private const double LeastVariance = 1e-12;

    /// <summary>The scores of every candidate in the models after the first <paramref name="shadows"/>, which are the attacker's own. A candidate that those always or never held throws an <see cref="ArgumentException"/>.</summary>
    /// <param name="models">Shadows, then targets.</param>
    /// <param name="shadows">How many are shadows; at least 2, and less than all.</param>
    /// <param name="pooledVariance">One variance for all candidates: better with few shadows, under 64 or so.</param>
    public static MembershipScores Attack(ShadowModels models, int shadows, bool pooledVariance = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shadows, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shadows, models.Count);

        var (with, without) = (Fit(models, shadows, members: true, pooledVariance), Fit(models, shadows, members: false, pooledVariance));

        return MembershipScores.Of(models, shadows, (model, candidate) =>
        {
            var confidence = models.Confidence(model, candidate);

            return LogDensity(confidence, with[candidate]) - LogDensity(confidence, without[candidate]);
        });
    }

    private static (double Mean, double Variance)[] Fit(ShadowModels models, int shadows, bool members, bool pooledVariance)
    {
        var fits = Enumerable.Range(0, models.Candidates).Select(c => Fit(
            [.. Enumerable.Range(0, shadows).Where(m => models.IsMember(m, c) == members).Select(m => models.Confidence(m, c))])).ToArray();
        var pooled = fits.Average(f => f.Variance);

        return pooledVariance ? [.. fits.Select(f => (f.Mean, pooled))] : fits;
    }

    private static (double Mean, double Variance) Fit(double[] confidences)
    {
        if (confidences.Length == 0) throw new ArgumentException("A candidate was in all shadow models or in none: train more of them.", nameof(confidences));

        var mean = confidences.Average();

        return (mean, Math.Max(LeastVariance, confidences.Average(c => (c - mean) * (c - mean))));
    }

    // But for a constant that is the same for both.
    private static double LogDensity(double value, (double Mean, double Variance) fit) =>
        -((value - fit.Mean) * (value - fit.Mean) / (2 * fit.Variance)) - (Math.Log(fit.Variance) / 2);
}
