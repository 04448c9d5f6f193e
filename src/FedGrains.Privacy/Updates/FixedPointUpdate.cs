namespace FedGrains.Privacy.Updates;

/// <summary>An update in fixed point, every value a number. It comes from a <see cref="RawUpdate"/>, or from outside through <see cref="Read"/>.</summary>
public sealed class FixedPointUpdate
{
    private readonly ReadOnlyMemory<int> _values;

    internal FixedPointUpdate(FixedPointFormat format, ReadOnlyMemory<int> values)
    {
        Format = format;
        _values = values;
    }

    /// <summary>The format of the values.</summary>
    public FixedPointFormat Format { get; }

    /// <summary>How many parameters the update has.</summary>
    public int Length => _values.Length;

    /// <summary>The encoded values; none is <see cref="FixedPointFormat.Reserved"/>.</summary>
    public ReadOnlySpan<int> Values => _values.Span;

    /// <summary>The update that these values are, without copying them. A <see cref="FormatException"/> names the index of a reserved value.</summary>
    public static FixedPointUpdate Read(FixedPointFormat format, ReadOnlyMemory<int> values)
    {
        ArgumentNullException.ThrowIfNull(format);
        var reserved = FixedPointFormat.FirstReserved(values.Span);

        return reserved < 0 ? new(format, values) : throw new FormatException($"Parameter {reserved} of the update is not a number.");
    }
}
