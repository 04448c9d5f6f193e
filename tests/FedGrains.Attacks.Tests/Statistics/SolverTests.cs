using FedGrains.Attacks.Statistics;

namespace FedGrains.Attacks.Tests.Statistics;

public sealed class SolverTests
{
    // Rosenbrock (1960): a curved valley with its lowest point at (1, 1).
    [Fact]
    public void Minimise_Rosenbrock_FindsTheBottom()
    {
        double[] point = [-1.2, 1];
        var value = LimitedMemoryBfgs.Minimise(
            (x, slope) =>
            {
                var across = x[1] - (x[0] * x[0]);
                (slope[0], slope[1]) = ((-400 * x[0] * across) - (2 * (1 - x[0])), 200 * across);

                return (100 * across * across) + Math.Pow(1 - x[0], 2);
            },
            point, iterations: 200, enough: 1e-20);

        Assert.InRange(value, 0, 1e-16);
        Assert.Equal([1, 1], point, (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Minimise_IllConditionedBowl_FindsTheBottom()
    {
        double[] point = [.. Enumerable.Repeat(1d, 60)];
        var value = LimitedMemoryBfgs.Minimise(
            (x, slope) =>
            {
                var sum = 0d;
                for (var i = 0; i < x.Length; i++)
                {
                    var weight = Math.Pow(10, i / 15.0);
                    slope[i] = 2 * weight * x[i];
                    sum += weight * x[i] * x[i];
                }

                return sum;
            },
            point, iterations: 1000, enough: 1e-14);

        Assert.InRange(value, 0, 1e-14);
    }

    [Fact]
    public void Minimise_NoWayDown_StaysWhereItIs()
    {
        double[] point = [3];

        Assert.Equal(7, LimitedMemoryBfgs.Minimise((_, slope) => { slope.Clear(); return 7; }, point, 10, 0));
        Assert.Equal([3], point);
    }

    [Fact]
    public void Solve_HandWorked() =>
        // 4x + 2y = 10 and 2x + 3y = 11.
        Assert.Equal([1, 3], Cholesky.Solve([[4, 2], [2, 3]], [10, 11]), (a, b) => Math.Abs(a - b) < 1e-12);
}
