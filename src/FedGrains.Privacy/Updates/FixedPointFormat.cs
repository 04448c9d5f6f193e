namespace FedGrains.Privacy.Updates;

/// <summary>
/// How updates are written as 32-bit integers: the value v stands for v · 2^-<see cref="FractionBits"/>. <see cref="int.MinValue"/>
/// stands for no number (<see cref="Reserved"/>), so the range is symmetric.
/// </summary>
public sealed record FixedPointFormat
{
    /// <summary>The fewest fraction bits a format may have.</summary>
    public const int MinimumFractionBits = 8;

    /// <summary>The most fraction bits a format may have.</summary>
    public const int MaximumFractionBits = 30;

    /// <summary>The value that is never an encoded number: no encoder makes it, every sum and decoder refuses it.</summary>
    public const int Reserved = int.MinValue;

    /// <summary>The largest encoded value; the smallest is its negative.</summary>
    public const int MaximumValue = int.MaxValue;

    /// <summary>A format with a step of 2^-<paramref name="fractionBits"/>.</summary>
    /// <param name="fractionBits">8 to 30; anything else throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    public FixedPointFormat(int fractionBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fractionBits, MinimumFractionBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fractionBits, MaximumFractionBits);
        FractionBits = fractionBits;
    }

    /// <summary>24 fraction bits: a step of 6.0e-8 in a range of ±128.</summary>
    public static FixedPointFormat Default { get; } = new(24);

    /// <summary>Bits behind the binary point, 8 to 30.</summary>
    public int FractionBits { get; }

    /// <summary>The distance between neighbouring numbers, 2^-<see cref="FractionBits"/>.</summary>
    public double Step => Math.ScaleB(1, -FractionBits);

    /// <summary>The largest magnitude the format holds, (2^31 - 1) · <see cref="Step"/>. A float32 is encoded when its magnitude is less than 2^31 · <see cref="Step"/>.</summary>
    public double MaximumMagnitude => MaximumValue * Step;

    /// <summary>How far an encoded number is at most from the float32 it was made from: half a <see cref="Step"/>.</summary>
    public double ErrorBound => Step / 2;

    /// <summary>The number that <paramref name="value"/> stands for, exactly. <see cref="Reserved"/> throws an <see cref="ArgumentException"/>.</summary>
    public double Decode(int value) => value == Reserved
        ? throw new ArgumentException("The reserved value stands for no number.", nameof(value))
        : value * Step;

    /// <summary>The index of the first <see cref="Reserved"/> in <paramref name="values"/>, or -1. Asked at the door of everything that came from outside.</summary>
    public static int FirstReserved(ReadOnlySpan<int> values) => values.IndexOf(Reserved);
}
