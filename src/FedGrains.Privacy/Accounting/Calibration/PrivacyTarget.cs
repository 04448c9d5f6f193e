namespace FedGrains.Privacy.Accounting.Calibration;

/// <summary>A guarantee to plan for.</summary>
public sealed record PrivacyTarget
{
    /// <summary>The guarantee (ε, δ).</summary>
    /// <param name="epsilon">Above 0 and finite, else an <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="delta">Between 0 and 1, both excluded, else an <see cref="ArgumentOutOfRangeException"/>.</param>
    public PrivacyTarget(double epsilon, double delta)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is a finite number above 0.");

        Accountant.RequireDelta(delta);
        (Epsilon, Delta) = (epsilon, delta);
    }

    /// <summary>ε, in natural-log units.</summary>
    public double Epsilon { get; }

    /// <summary>δ.</summary>
    public double Delta { get; }

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"ε = {Epsilon:G6} at δ = {Delta:G6}");
}
