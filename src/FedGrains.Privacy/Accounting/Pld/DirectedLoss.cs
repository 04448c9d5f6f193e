using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>The privacy loss of everything together, in one direction: the sum of independent losses.</summary>
internal sealed class DirectedLoss
{
    // Further out the whole distribution is at its highest loss, and the bound from moments is as good as equality.
    private const double FurthestLine = 1e5;

    // What lies below is below any δ that anyone asks for.
    private const double LeastDelta = 1e-250;

    private readonly MomentBound _bound;

    public DirectedLoss(EventTally tally, Direction direction)
    {
        Parts = [.. tally.Counts.Select(c => (PrivacyLoss.Of(c.Key, direction), c.Value))];
        _bound = new(LogMoment);
    }

    public IReadOnlyList<(PrivacyLoss Loss, double Count)> Parts { get; }

    public double LogMoment(double s) => Parts.Sum(p => p.Count * p.Loss.LogMoment(s));

    public double Epsilon(double delta)
    {
        var (s, bound) = _bound.Epsilon(delta);

        return bound <= 0 ? 0
            : s > FurthestLine ? bound
            : LossTail.Along(this, s, bound, delta).Epsilon(delta, bound);
    }

    public double Delta(double epsilon)
    {
        if (epsilon >= Parts.Sum(p => p.Count * p.Loss.Highest)) return 0;

        var (s, bound) = _bound.Delta(epsilon);

        return bound < LeastDelta || s > FurthestLine ? bound : Math.Min(bound, LossTail.Along(this, s, epsilon, bound).Delta(epsilon));
    }
}
