using System.Runtime.InteropServices;

using FedGrains.Privacy.Updates;

namespace FedGrains.Gateway.Updates;

/// <summary>Looks for the value that stands for no number in an update that passes by in pieces of any length.</summary>
/// <param name="start">The byte of the update that the first piece begins with. A value that began before it is not looked at.</param>
internal sealed class ReservedValueScan(long start = 0)
{
    private readonly byte[] _torn = new byte[sizeof(int)];
    private int _skip = (int)(-start & (sizeof(int) - 1));
    private long _values = (start + sizeof(int) - 1) / sizeof(int);
    private int _held;

    /// <summary>The index of the first reserved value, or null while there is none.</summary>
    public long? Found { get; private set; }

    public void Next(ReadOnlySpan<byte> bytes)
    {
        bytes = CompleteTorn(SkipBegun(bytes));

        var whole = bytes[..(bytes.Length / sizeof(int) * sizeof(int))];
        Look(MemoryMarshal.Cast<byte, int>(whole));

        bytes[whole.Length..].CopyTo(_torn.AsSpan(_held));
        _held += bytes.Length - whole.Length;
    }

    private ReadOnlySpan<byte> SkipBegun(ReadOnlySpan<byte> bytes)
    {
        var skipped = Math.Min(_skip, bytes.Length);
        _skip -= skipped;

        return bytes[skipped..];
    }

    private ReadOnlySpan<byte> CompleteTorn(ReadOnlySpan<byte> bytes)
    {
        if (_held == 0) return bytes;

        var taken = Math.Min(sizeof(int) - _held, bytes.Length);
        bytes[..taken].CopyTo(_torn.AsSpan(_held));
        _held += taken;

        if (_held < sizeof(int)) return bytes[taken..];

        _held = 0;
        Look(MemoryMarshal.Cast<byte, int>(_torn));

        return bytes[taken..];
    }

    private void Look(ReadOnlySpan<int> values)
    {
        if (FixedPointFormat.FirstReserved(values) is var index and >= 0) Found ??= _values + index;

        _values += values.Length;
    }
}
