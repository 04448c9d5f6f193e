namespace FedGrains.Privacy.Updates;

/// <summary>
/// What training made of the global parameters, before any protection. It never leaves a site: all it can do is become a
/// <see cref="FixedPointUpdate"/> or a <see cref="ClippedUpdate"/>. It keeps the two vectors, not their difference, so it costs no memory of its own.
/// </summary>
public sealed class RawUpdate
{
    private const double Margin = 1.0 / (1 << 20);

    private readonly ReadOnlyMemory<float> _trained, _global;

    /// <summary>The update from <paramref name="global"/> to <paramref name="trained"/>; different lengths throw an <see cref="ArgumentException"/>.</summary>
    public RawUpdate(ReadOnlyMemory<float> trained, ReadOnlyMemory<float> global)
    {
        if (trained.Length != global.Length) throw new ArgumentException($"There are {trained.Length} trained and {global.Length} global parameters.", nameof(global));

        _trained = trained;
        _global = global;
    }

    /// <summary>How many parameters the update has.</summary>
    public int Length => _trained.Length;

    /// <summary>Encodes the update in <paramref name="format"/>.</summary>
    /// <param name="format">The run's format.</param>
    /// <param name="update">The encoded update; null exactly when there is a fault.</param>
    /// <returns>The first parameter that could not be encoded, or null when all were.</returns>
    public EncodeFault? Encode(FixedPointFormat format, out FixedPointUpdate? update)
    {
        var values = GC.AllocateUninitializedArray<int>(Length);
        var fault = FixedPointEncoder.Encode(format, _trained.Span, _global.Span, values);
        update = fault is null ? new(format, values) : null;

        return fault;
    }

    /// <summary>Scales the update down to the bound on its norm, then cuts every parameter to its bound.</summary>
    /// <param name="bounds">The run's public bounds; for another number of parameters they throw an <see cref="ArgumentException"/>.</param>
    /// <param name="update">The clipped update; null exactly when there is a fault.</param>
    /// <returns>The first parameter that is not a number, or null when all are.</returns>
    public EncodeFault? Clip(ClipBounds bounds, out ClippedUpdate? update)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        if (bounds.Length is { } length && length != Length) throw new ArgumentException($"The clip bounds are for {length} parameters, and the update has {Length}.", nameof(bounds));

        var norm = Math.Sqrt(Norms.SquaredDistance(_trained.Span, _global.Span));
        var fault = double.IsFinite(norm) ? null : FirstNotFinite();
        update = fault is null ? new(_trained, _global, Factor(norm, bounds.L2), bounds) : null;

        return fault;
    }

    // The sum of squares is off by less than 2^-22 of itself, up to 2^31 parameters: within this margin the bound holds for the exact norm.
    private static double Factor(double norm, double? bound) => bound is { } l2 && norm > l2 * (1 - Margin) ? l2 * (1 - Margin) / norm : 1;

    private EncodeFault? FirstNotFinite()
    {
        var trained = _trained.Span;
        var global = _global.Span;
        var i = 0;

        while (float.IsFinite(trained[i]) && float.IsFinite(global[i])) i++;

        return new(i, EncodeFaultKind.NotFinite);
    }
}
