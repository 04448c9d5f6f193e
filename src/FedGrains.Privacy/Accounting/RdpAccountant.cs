using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting;

/// <summary>
/// Rényi differential privacy (Mironov 2017) with the moments of the sampled Gaussian mechanism (Mironov, Talwar and Zhang 2019) and the
/// conversion of Canonne, Kamath and Steinke 2020, at the best of all real orders. For a running total see <see cref="RdpCurve"/>.
/// </summary>
public sealed class RdpAccountant : Accountant
{
    /// <inheritdoc />
    public override string Name => AccountantNames.Rdp;

    private protected override bool Prices(Mechanism mechanism) => RenyiDivergence.IsKnown(mechanism);

    private protected override double EpsilonOf(EventTally tally, double delta) => BoundOf(tally).Epsilon(delta).Epsilon;

    private protected override double DeltaOf(EventTally tally, double epsilon)
    {
        var (s, delta) = BoundOf(tally).Delta(epsilon);

        return Math.Min(delta, RenyiConversion.Delta(s + 1, RenyiDivergence.LogMoment(tally, s) / s, epsilon));
    }

    private static MomentBound BoundOf(EventTally tally) => new(s => RenyiDivergence.LogMoment(tally, s));
}
