namespace FedGrains.Privacy.Accounting;

/// <summary>What the accountants have in common: checks, and that nothing costs nothing and the unknown costs infinity.</summary>
public abstract class Accountant : IAccountant
{
    private protected Accountant()
    {
    }

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public double Epsilon(IEnumerable<PrivacyEvent> events, double delta)
    {
        ArgumentNullException.ThrowIfNull(events);
        RequireDelta(delta);
        var tally = EventTally.Of(events);

        return tally.IsEmpty ? 0
            : CanPrice(tally) ? Math.Max(0, EpsilonOf(tally, delta))
            : double.PositiveInfinity;
    }

    /// <inheritdoc />
    public double Delta(IEnumerable<PrivacyEvent> events, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(events);
        RequireEpsilon(epsilon);
        var tally = EventTally.Of(events);

        return tally.IsEmpty ? 0
            : CanPrice(tally) ? Math.Clamp(DeltaOf(tally, epsilon), 0, 1)
            : 1;
    }

    internal static void RequireDelta(double delta)
    {
        if (!(delta is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ is a number between 0 and 1, both excluded; for records it should be well below one over their number.");
    }

    internal static void RequireEpsilon(double epsilon)
    {
        if (!(epsilon >= 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is a number, 0 or more.");
    }

    private protected abstract bool Prices(Mechanism mechanism);

    private protected abstract double EpsilonOf(EventTally tally, double delta);

    private protected abstract double DeltaOf(EventTally tally, double epsilon);

    private bool CanPrice(EventTally tally) => tally.Counts.Keys.All(Prices);
}
