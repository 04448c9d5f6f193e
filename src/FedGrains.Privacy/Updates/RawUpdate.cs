namespace FedGrains.Privacy.Updates;

/// <summary>
/// What training made of the global parameters, before any protection. It never leaves a site: all it can do is become a
/// <see cref="FixedPointUpdate"/>. It keeps the two vectors, not their difference, so it costs no memory of its own.
/// </summary>
public sealed class RawUpdate
{
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
}
