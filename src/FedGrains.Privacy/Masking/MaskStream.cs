using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Masking;

/// <summary>
/// The mask that a seed stands for: the keystream of AES-256-CTR (NIST SP 800-38A, 6.5) under key = seed, with a 128-bit big-endian
/// counter from 0, read as little-endian lanes of 32 bits (Z_2^32) or 64 bits (Z_2^64). Lane i is the same however it is reached, so a
/// vector can be masked in slices, in any order and on several threads.
/// </summary>
/// <remarks>
/// The counter always starts at 0, which is safe only because a seed is used for one mask and never again: derive a fresh seed for
/// every pair and round. The 32-bit and the 64-bit lanes are the same keystream; use one of them. Threads may share a stream on spans
/// that do not overlap.
/// </remarks>
public sealed class MaskStream : IDisposable
{
    /// <summary>Bytes of a seed, 32.</summary>
    public const int SeedSize = CounterKeystream.KeySize;

    private readonly CounterKeystream _keystream;

    /// <summary>The mask of <paramref name="seed"/>, which is copied: the caller zeroes its own.</summary>
    /// <param name="seed">32 secret, uniformly random bytes. Another length throws an <see cref="ArgumentException"/>.</param>
    public MaskStream(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException($"A mask's seed has {SeedSize} bytes, and this has {seed.Length}.", nameof(seed));
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Masks need a little-endian processor.");

        _keystream = CounterKeystream.Create(seed);
    }

    /// <summary>values[i] += lane (firstLane + i), modulo 2^32.</summary>
    /// <param name="firstLane">The lane of the first value, 0 or more.</param>
    /// <param name="values">The values to mask, in place.</param>
    public void AddTo(long firstLane, Span<uint> values) => Apply<Sum<uint>, uint>(firstLane, values);

    /// <summary>values[i] -= lane (firstLane + i), modulo 2^32: what undoes <see cref="AddTo(long, Span{uint})"/>, and what the other site of a pair does.</summary>
    /// <inheritdoc cref="AddTo(long, Span{uint})"/>
    public void SubtractFrom(long firstLane, Span<uint> values) => Apply<Difference<uint>, uint>(firstLane, values);

    /// <summary>values[i] += lane (firstLane + i), modulo 2^64.</summary>
    /// <inheritdoc cref="AddTo(long, Span{uint})"/>
    public void AddTo(long firstLane, Span<ulong> values) => Apply<Sum<ulong>, ulong>(firstLane, values);

    /// <summary>values[i] -= lane (firstLane + i), modulo 2^64.</summary>
    /// <inheritdoc cref="AddTo(long, Span{uint})"/>
    public void SubtractFrom(long firstLane, Span<ulong> values) => Apply<Difference<ulong>, ulong>(firstLane, values);

    /// <summary>Zeroes the key. Every later use throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _keystream.Dispose();

    private void Apply<TOperation, TLane>(long firstLane, Span<TLane> values)
        where TOperation : struct, ILaneOperation
        where TLane : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstLane);
        ObjectDisposedException.ThrowIf(_keystream.IsDisposed, this);

        var laneSize = Unsafe.SizeOf<TLane>();
        var (block, lane) = Math.DivRem(firstLane, CounterKeystream.BlockSize / laneSize);
        _keystream.ApplyFrom<TOperation>((ulong)block, (int)lane * laneSize, MemoryMarshal.AsBytes(values));
    }
}
