using System.Collections.Immutable;

using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Statistics;

/// <summary>How well scores tell members from others, at every threshold.</summary>
public sealed class RocCurve
{
    private RocCurve(ImmutableArray<RocPoint> points) => Points = points;

    /// <summary>From (0, 0), nobody is taken for a member, to (1, 1), everybody is.</summary>
    public ImmutableArray<RocPoint> Points { get; }

    /// <summary>The probability that a member scores higher than another, a tie counting half.</summary>
    public double Area => Points.Zip(Points.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();

    /// <summary>The largest difference between the shares (Yeom et al. 2018).</summary>
    public double Advantage => Points.Max(p => p.TruePositiveRate - p.FalsePositiveRate);

    /// <summary>The curve of these scores; higher means member. At least one of each, all numbers, or an <see cref="ArgumentException"/> is thrown.</summary>
    public static RocCurve Of(IReadOnlyCollection<double> members, IReadOnlyCollection<double> others)
    {
        if (members.Count == 0 || others.Count == 0) throw new ArgumentException("A curve needs scores of members and of others.");
        if (members.Concat(others).Any(double.IsNaN)) throw new ArgumentException("A score is not a number.");

        var points = ImmutableArray.CreateBuilder<RocPoint>();
        var (found, taken) = (0d, 0d);
        points.Add(new(0, 0));

        // Equal scores pass a threshold together.
        foreach (var tie in members.Select(s => (Score: s, IsMember: true)).Concat(others.Select(s => (Score: s, IsMember: false))).GroupBy(s => s.Score).OrderByDescending(g => g.Key))
        {
            found += tie.Count(s => s.IsMember);
            taken += tie.Count(s => !s.IsMember);
            points.Add(new(taken / others.Count, found / members.Count));
        }

        return new(points.ToImmutable());
    }

    /// <summary>The largest share of members found while at most <paramref name="falsePositiveRate"/> of the others are taken for members.</summary>
    public double TruePositiveRateAt(double falsePositiveRate) => Points.Where(p => p.FalsePositiveRate <= falsePositiveRate).Max(p => p.TruePositiveRate);

    /// <summary>At most <paramref name="most"/> of the points, the first and the last among them, evenly spread over their order: enough to draw it, and less than every single score.</summary>
    public ImmutableArray<RocPoint> Drawn(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);

        return Points.Length <= most ? Points : [.. Enumerable.Range(0, most).Select(i => Points[(int)((long)i * (Points.Length - 1) / (most - 1))])];
    }
}
