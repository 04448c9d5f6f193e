using CsCheck;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Pld;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class PldAgainstConnectTheDotsTests
{
    private const int GridSize = 1 << 14;
    private const double Delta = 1e-4;

    private static readonly Gen<(double Rate, double Noise, int Steps)> s_training =
        Gen.Select(Gen.Double[-3, -0.02].Select(x => Math.Pow(10, x)), Gen.Double[-0.3, 1].Select(x => Math.Pow(10, x)), Gen.Double[0.4, 3.3].Select(x => (int)Math.Pow(10, x)));

    // Two methods with nothing in common but the mechanism: a defect in either would part them.
    [Fact]
    public void Epsilon_MixedReleases_IsBetweenTheBounds() => s_training.List[1, 3].Sample(
        parts =>
        {
            PrivacyEvent[] released = [.. parts.Select(p => PrivacyEvent.NoisySteps(p.Rate, p.Noise, p.Steps))];
            var rough = new RdpAccountant().Epsilon(released, Delta / 1000);

            // A grid for very large losses would be too coarse to say anything.
            if (rough > 60) return;

            foreach (var direction in (Direction[])[Direction.UnitRemoved, Direction.UnitAdded])
            {
                var grid = ConnectTheDots.Compose(parts, direction is Direction.UnitRemoved, largestLoss: (2 * rough) + 2, GridSize);
                var epsilon = new DirectedLoss(EventTally.Of(released), direction).Epsilon(Delta);

                // A handful of releases ends with a little more noise than they had, which costs up to a millionth.
                Assert.InRange(epsilon, grid.Lower(Delta), grid.Upper(Delta) + 1e-6);
            }
        },
        iter: 30);

    [Fact]
    public void Epsilon_FineGrid_IsVeryNear()
    {
        (double, double, int)[] parts = [(0.01, 1, 300), (0.2, 5, 40), (0.05, 2, 1)];
        PrivacyEvent[] released = [.. parts.Select(p => PrivacyEvent.NoisySteps(p.Item1, p.Item2, p.Item3))];
        var grid = ConnectTheDots.Compose(parts, removed: true, largestLoss: 12, size: 1 << 18);

        Assert.InRange(new DirectedLoss(EventTally.Of(released), Direction.UnitRemoved).Epsilon(1e-5), grid.Upper(1e-5) - 1e-5, grid.Upper(1e-5));
    }
}
