namespace FedGrains.Privacy.Updates;

/// <summary>
/// The weighted sum Σ nᵢ·qᵢ of fixed-point updates over a slice of the parameter vector, in 64-bit integers. It is exact: no order
/// of updates, no slicing and no chunking changes a bit. It cannot overflow: |qᵢ| is less than 2^31 and Σ nᵢ at most 2^31, so
/// every partial sum stays within 2^62. It owns native memory, 8 bytes a parameter, however many updates are added. Not thread-safe.
/// </summary>
public sealed unsafe class ExactSum : IDisposable
{
    /// <summary>The most the weights of all updates may add up to, 2^31.</summary>
    public const long MaximumTotalWeight = 1L << 31;

    private long* _sum;
    private long _totalWeight, _openWeight;
    private int _added;

    /// <summary>An empty sum over <paramref name="length"/> parameters, at least 1, else an <see cref="ArgumentOutOfRangeException"/>.</summary>
    public ExactSum(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _sum = (long*)LargePages.Allocate((nuint)length * sizeof(long));
        Length = length;
    }

    /// <summary>Frees the memory of a sum that nobody disposed.</summary>
    ~ExactSum() => Free();

    /// <summary>How many parameters the slice has.</summary>
    public int Length { get; }

    /// <summary>The weights of the updates added in full, 0 to 2^31.</summary>
    public long TotalWeight => _totalWeight;

    /// <summary>Whether an update has been begun and not added to its end. Such a sum has no mean; when the rest cannot be had, dispose it and sum again: the result is the same.</summary>
    public bool IsOpen => _openWeight > 0;

    /// <summary>Adds a whole update, or throws and changes nothing.</summary>
    /// <param name="values">As many values as the slice has.</param>
    /// <param name="weight">The update's weight, at least 1; with those before it at most 2^31.</param>
    /// <exception cref="ArgumentException">The length differs, or a value is reserved.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not allowed.</exception>
    /// <exception cref="InvalidOperationException">Another update is open.</exception>
    public void Add(ReadOnlySpan<int> values, long weight)
    {
        if (values.Length != Length) throw new ArgumentException($"The slice has {Length} parameters, and there are {values.Length} values.", nameof(values));

        RequireNumbers(values);
        Begin(weight);
        AddChecked(values);
    }

    /// <summary>Begins an update that comes in chunks; <see cref="Append"/> takes them front to back. The update counts once its last value is in. Throws as <see cref="Add"/> does.</summary>
    public void Begin(long weight)
    {
        ObjectDisposedException.ThrowIf(_sum is null, this);
        if (IsOpen) throw new InvalidOperationException($"An update is open: {_added} of {Length} values are in.");
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, MaximumTotalWeight - _totalWeight);

        _openWeight = weight;
        _added = 0;
    }

    /// <summary>Adds the next values of the open update. A chunk with a reserved value throws an <see cref="ArgumentException"/> and changes nothing; the update stays open.</summary>
    /// <param name="values">At most as many values as are missing.</param>
    public void Append(ReadOnlySpan<int> values)
    {
        ObjectDisposedException.ThrowIf(_sum is null, this);
        if (!IsOpen) throw new InvalidOperationException("No update is open.");
        if (values.Length > Length - _added) throw new ArgumentException($"The update has {Length - _added} values left, and there are {values.Length}.", nameof(values));

        RequireNumbers(values);
        AddChecked(values);
    }

    /// <summary>The weighted mean of the updates, S / Σ nᵢ · 2^-FractionBits, from parameter <paramref name="offset"/> of the slice on.</summary>
    /// <remarks>
    /// It is within <see cref="FixedPointFormat.ErrorBound"/> of the weighted mean of the float32 changes, plus two roundings to
    /// double (the sum beyond 2^53, and the quotient), each at most 2^-53 of the result.
    /// </remarks>
    /// <param name="format">The format the updates were encoded in.</param>
    /// <param name="offset">The first parameter.</param>
    /// <param name="destination">Takes as many means as it has room for.</param>
    /// <exception cref="InvalidOperationException">No update has been added, or one is open.</exception>
    public void Mean(FixedPointFormat format, int offset, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (_totalWeight == 0) throw new InvalidOperationException("A sum of no updates has no mean.");

        WeightedAddition.Mean(Slice(offset, destination.Length), _totalWeight, format.Step, destination);
        GC.KeepAlive(this);
    }

    /// <summary>Copies the integers of the sum from parameter <paramref name="offset"/> of the slice on. Throws an <see cref="InvalidOperationException"/> while an update is open.</summary>
    public void CopyTo(int offset, Span<long> destination)
    {
        var slice = Slice(offset, destination.Length);

        // Before the first update the memory holds whatever was there.
        if (_totalWeight == 0) destination.Clear();
        else slice.CopyTo(destination);

        GC.KeepAlive(this);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private ReadOnlySpan<long> Slice(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(_sum is null, this);
        if (IsOpen) throw new InvalidOperationException($"An update is open: {_added} of {Length} values are in.");

        return new ReadOnlySpan<long>(_sum, Length).Slice(offset, length);
    }

    private static void RequireNumbers(ReadOnlySpan<int> values)
    {
        var reserved = FixedPointFormat.FirstReserved(values);

        if (reserved >= 0) throw new ArgumentException($"Value {reserved} is reserved: it is not a number.", nameof(values));
    }

    private void AddChecked(ReadOnlySpan<int> values)
    {
        var sum = new Span<long>(_sum, Length).Slice(_added, values.Length);

        // The first update is written, not added: so the memory need not be cleared, and is touched once.
        if (_totalWeight == 0) WeightedAddition.Set(sum, values, _openWeight);
        else WeightedAddition.Add(sum, values, _openWeight);

        _added += values.Length;

        if (_added < Length) return;

        _totalWeight += _openWeight;
        _openWeight = 0;
    }

    private void Free()
    {
        LargePages.Free(_sum);
        _sum = null;
    }
}
