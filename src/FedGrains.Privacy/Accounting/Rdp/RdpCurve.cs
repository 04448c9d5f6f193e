using System.Collections.Immutable;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>
/// The Rényi divergence of everything released so far, at a list of orders: what a running budget needs. Adding an event of a kind that
/// was added before costs one addition an order. It is at most as tight as <see cref="RdpAccountant"/>, which searches between the orders.
/// </summary>
public sealed class RdpCurve
{
    private readonly ImmutableDictionary<Mechanism, ImmutableArray<double>> _prices;

    private RdpCurve(ImmutableArray<double> orders, ImmutableArray<double> divergences, ImmutableDictionary<Mechanism, ImmutableArray<double>> prices) =>
        (Orders, Divergences, _prices) = (orders, divergences, prices);

    /// <summary>Nothing released yet, at <see cref="RdpOrders.Default"/>.</summary>
    public static RdpCurve Empty { get; } = At(RdpOrders.Default);

    /// <summary>The orders.</summary>
    public ImmutableArray<double> Orders { get; }

    /// <summary>The divergence at each order, 0 to infinity.</summary>
    public ImmutableArray<double> Divergences { get; }

    /// <summary>Nothing released yet, at orders of one's own; each is finite and above 1, else an <see cref="ArgumentException"/> is thrown.</summary>
    public static RdpCurve At(ImmutableArray<double> orders)
    {
        if (orders.IsDefaultOrEmpty || !orders.All(a => a > 1 && double.IsFinite(a)))
            throw new ArgumentException("Rényi orders are finite numbers above 1, at least one of them.", nameof(orders));

        return new(orders, [.. new double[orders.Length]], ImmutableDictionary<Mechanism, ImmutableArray<double>>.Empty);
    }

    /// <summary>With one more event.</summary>
    public RdpCurve Plus(PrivacyEvent released)
    {
        ArgumentNullException.ThrowIfNull(released);

        return EventTally.Of([released]).Counts.Aggregate(this, (curve, count) => curve.Plus(count.Key, count.Value));
    }

    /// <summary>The ε at the best of the orders.</summary>
    /// <param name="delta">Between 0 and 1, both excluded.</param>
    public double Epsilon(double delta)
    {
        Accountant.RequireDelta(delta);

        return Orders.Zip(Divergences, (order, divergence) => RenyiConversion.Epsilon(order, divergence, delta)).Min();
    }

    /// <summary>The δ at the best of the orders.</summary>
    /// <param name="epsilon">At least 0.</param>
    public double Delta(double epsilon)
    {
        Accountant.RequireEpsilon(epsilon);

        return Orders.Zip(Divergences, (order, divergence) => RenyiConversion.Delta(order, divergence, epsilon)).Min();
    }

    private RdpCurve Plus(Mechanism mechanism, double count)
    {
        var price = _prices.TryGetValue(mechanism, out var known) ? known : [.. Orders.Select(order => RenyiDivergence.Of(mechanism, order))];

        return new(Orders, [.. Divergences.Zip(price, (total, one) => total + (count * one))], _prices.SetItem(mechanism, price));
    }
}
