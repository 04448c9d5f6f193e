using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Pld;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class PldOracleTests
{
    private static readonly PldAccountant s_accountant = new();

    [Fact]
    public void Epsilon_EveryTuple_IsInsideTheRigorousInterval() => Assert.All(DpOracle.Tuples(), tuple =>
        Assert.InRange(s_accountant.Epsilon([tuple.Released], tuple.Delta), tuple.Interval.Low, tuple.Interval.High));

    [Fact]
    public void Epsilon_EveryTuple_IsNeverLooserThanGooglesDefault() => Assert.All(DpOracle.Tuples(), tuple =>
        Assert.True(s_accountant.Epsilon([tuple.Released], tuple.Delta) <= tuple.Row.GetProperty("crosscheck").Number("google_pld_1e-4")));

    [Theory]
    [InlineData("remove", Direction.UnitRemoved)]
    [InlineData("add", Direction.UnitAdded)]
    internal void Epsilon_EachDirection_IsInsideItsInterval(string name, Direction direction) => Assert.All(DpOracle.Tuples().Where(t => t.Steps > 1), tuple =>
    {
        var loss = new DirectedLoss(EventTally.Of([tuple.Released]), direction);
        var (low, high) = (tuple.Pld(name).Number("eps_lower_rigorous"), tuple.Pld(name).Number("eps_upper"));

        // What the oracle's own transform may have lost: 1e-15 a step of a δ that ε follows at a rate of at least 1.
        Assert.InRange(loss.Epsilon(tuple.Delta), low, high + (1e-15 * tuple.Steps / tuple.Delta));
    });

    [Theory]
    [InlineData("remove", Direction.UnitRemoved)]
    [InlineData("add", Direction.UnitAdded)]
    internal void Delta_EachDirection_IsTheOracles(string name, Direction direction) => Assert.All(DpOracle.Tuples().Where(t => t.Steps > 1), tuple =>
    {
        var loss = new DirectedLoss(EventTally.Of([tuple.Released]), direction);

        Assert.All(tuple.Pld(name).GetProperty("delta_at_eps").EnumerateObject(), point =>
        {
            var (epsilon, expected) = (double.Parse(point.Name, System.Globalization.CultureInfo.InvariantCulture), point.Value.GetDouble());

            Assert.Equal(expected, loss.Delta(epsilon), (1e-5 * expected) + 2e-12 + (1e-15 * tuple.Steps));
        });
    });

    [Fact]
    public void Delta_AtEpsilon_IsTheDeltaAskedFor() => Assert.All(DpOracle.Tuples(), tuple =>
    {
        var delta = s_accountant.Delta([tuple.Released], s_accountant.Epsilon([tuple.Released], tuple.Delta));

        Assert.InRange(delta, tuple.Delta * (1 - 1e-6), tuple.Delta * (1 + 1e-6));
    });

    [Fact]
    public void Epsilon_WithoutSampling_IsTheExactFormula() => Assert.All(DpOracle.Tuples().Where(t => t.Rate == 1), tuple =>
    {
        var (exact, tally) = (tuple.Row.Number("exact_gaussian_eps"), EventTally.Of([tuple.Released]));

        Assert.Equal(exact, s_accountant.Epsilon([tuple.Released], tuple.Delta), exact * 1e-13);
        Assert.Equal(exact, new DirectedLoss(tally, Direction.UnitRemoved).Epsilon(tuple.Delta), exact * 1e-11);
    });

    // Integrated with 25 digits, on a line and with a step of its own.
    [Theory]
    [InlineData(0.004266666666666667, 1.1, 14062, 1e-5, 2.38159692142439704)]
    [InlineData(0.005, 1.5, 4000, 1e-8, 1.2638012555011791)]
    [InlineData(0.01, 4, 10000, 1e-5, 0.946866800764380345)]
    [InlineData(0.0001, 0.5, 100000, 1e-7, 3.68783551623185783)]
    [InlineData(0.01, 0.67379294682, 1, 1e-5, 0.999999662777679032)]
    public void Epsilon_HighPrecision_IsMetAndErrsUpwards(double rate, double noise, long steps, double delta, double expected) => Assert.InRange(
        s_accountant.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], delta), expected * (1 - 1e-14), expected * (1 + 2e-13 + (1e-13 * steps)));
}
