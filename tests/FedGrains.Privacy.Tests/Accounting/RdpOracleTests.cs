using System.Collections.Immutable;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class RdpOracleTests
{
    [Fact]
    public void Divergence_EveryOrder_AgreesWith45Digits() => Assert.All(DpOracle.Rows("rdp_per_order"), row =>
    {
        var curve = RdpCurve.At([row.Number("alpha")]).Plus(PrivacyEvent.NoisySteps(row.Number("q"), row.Number("sigma"), 1));

        AssertRelative(row.Number("rdp"), curve.Divergences[0], 1e-10);
        AssertRelative(row.Number("log_A"), curve.Divergences[0] * (row.Number("alpha") - 1), 1e-10);
    });

    [Fact]
    public void Divergence_WholeOrders_AreTheSameByBothFormulas() => Assert.All(
        from rate in (double[])[1e-5, 0.001, 0.1, 0.5, 0.99]
        from noise in (double[])[0.3, 0.7, 1, 4, 50]
        from order in (int[])[2, 3, 7, 30, 200]
        select (rate, noise, order),
        c => AssertRelative(SampledGaussianMoment.Log(c.rate, c.noise, c.order), SampledGaussianMoment.Log(c.rate, c.noise, (double)c.order), 1e-9));

    [Fact]
    public void Divergence_GooglesVector_IsExactAndNeverAboveThePublished()
    {
        var row = DpOracle.Rows("google_rdp_vector_q0.01_s2.5_T50")[0];
        ImmutableArray<double> orders = [.. row.GetProperty("orders").EnumerateArray().Select(DpOracle.Number)];
        var curve = RdpCurve.At(orders).Plus(PrivacyEvent.NoisySteps(0.01, 2.5, 50));

        for (var i = 0; i < orders.Length; i++)
        {
            AssertRelative(row.GetProperty("exact")[i].Number(), curve.Divergences[i], 1e-10);
            Assert.True(curve.Divergences[i] <= row.GetProperty("published")[i].Number() * (1 + 1e-8));
        }
    }

    [Fact]
    public void Epsilon_OrdersOfOpacus_IsTheOracles() => AssertOnGrid(RdpOrders.Opacus, "rdp_eps_opacus_orders", "rdp_alpha_opacus_orders");

    [Fact]
    public void Epsilon_OrdersOfGoogle_IsTheOracles() => AssertOnGrid(RdpOrders.Google, "rdp_eps_google_orders", "rdp_alpha_google_orders");

    [Fact]
    public void Epsilon_ClassicConversion_IsTheOracles() => Assert.All(DpOracle.Tuples(), tuple =>
    {
        var curve = RdpCurve.At(RdpOrders.Opacus).Plus(tuple.Released);
        var (epsilon, order) = curve.Orders.Zip(curve.Divergences, (a, d) => (d - (Math.Log(tuple.Delta) / (a - 1)), a)).Min();

        AssertRelative(tuple.Row.Number("rdp_eps_classic_mironov_opacus_orders"), epsilon, 1e-10);
        Assert.Equal(tuple.Row.Number("rdp_alpha_classic"), order);
    });

    [Fact]
    public void Epsilon_BestOfAllOrders_IsAtMostThatOfAnyGridAndNeverBelowPld() => Assert.All(DpOracle.Tuples(), tuple =>
    {
        var epsilon = new RdpAccountant().Epsilon([tuple.Released], tuple.Delta);

        Assert.True(epsilon <= RdpCurve.Empty.Plus(tuple.Released).Epsilon(tuple.Delta) * (1 + 1e-12));
        Assert.True(epsilon <= tuple.Row.Number("rdp_eps_opacus_orders") * (1 + 1e-12));
        Assert.True(epsilon <= tuple.Row.Number("rdp_eps_google_orders") * (1 + 1e-12));
        Assert.True(epsilon >= tuple.Interval.Low);
    });

    [Fact]
    public void Epsilon_OtherAccountants_AreMatchedOrBeaten() => Assert.All(DpOracle.Tuples(), tuple =>
    {
        var checks = tuple.Row.GetProperty("crosscheck");

        AssertRelative(checks.Number("opacus_rdp"), RdpCurve.At(RdpOrders.Opacus).Plus(tuple.Released).Epsilon(tuple.Delta), 1e-8);
        Assert.True(RdpCurve.At(RdpOrders.Google).Plus(tuple.Released).Epsilon(tuple.Delta) <= checks.Number("google_rdp") * (1 + 1e-12));
    });

    private static void AssertOnGrid(ImmutableArray<double> orders, string epsilonName, string orderName) => Assert.All(DpOracle.Tuples(), tuple =>
    {
        var curve = RdpCurve.At(orders).Plus(tuple.Released);
        var best = curve.Orders.Zip(curve.Divergences).MinBy(p => RenyiConversion.Epsilon(p.First, p.Second, tuple.Delta)).First;

        AssertRelative(tuple.Row.Number(epsilonName), curve.Epsilon(tuple.Delta), 1e-10);
        Assert.Equal(tuple.Row.Number(orderName), best);
    });

    private static void AssertRelative(double expected, double actual, double tolerance) => Assert.True(
        Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"Expected {expected:R}, got {actual:R}.");
}
