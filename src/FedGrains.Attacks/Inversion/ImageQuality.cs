namespace FedGrains.Attacks.Inversion;

/// <summary>How near a reconstruction comes to the record it was made of; values of records lie in [0, 1].</summary>
public static class ImageQuality
{
    /// <summary>The peak signal-to-noise ratio in decibels, 10 log₁₀(1 / mean squared error), after values outside [0, 1] were cut off; infinite for an exact copy. Above 20 dB people recognise a picture.</summary>
    public static double Psnr(ReadOnlySpan<float> original, ReadOnlySpan<double> reconstruction)
    {
        if (original.Length != reconstruction.Length) throw new ArgumentException($"The record has {original.Length} values, the reconstruction {reconstruction.Length}.", nameof(reconstruction));

        var sum = 0d;

        for (var i = 0; i < original.Length; i++)
        {
            var error = original[i] - (double.IsFinite(reconstruction[i]) ? Math.Clamp(reconstruction[i], 0, 1) : 0);
            sum += error * error;
        }

        return 10 * Math.Log10(original.Length / sum);
    }

    /// <summary>The best reconstruction's ratio. The attacker does not know which one it is: this is what they may have, not what they know they have. Negative infinity when there is none.</summary>
    public static double BestPsnr(ReadOnlyMemory<float> original, IEnumerable<double[]> reconstructions) =>
        reconstructions.Select(r => Psnr(original.Span, r)).DefaultIfEmpty(double.NegativeInfinity).Max();
}
