using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Writes the canonical form of FG-SecAgg/1: big-endian integers, everything of variable length behind its length. The buffer may
/// hold secrets, so what it outgrows is zeroed.
/// </summary>
public sealed class WireWriter
{
    private byte[] _buffer;
    private int _length;

    /// <summary>A writer with room for <paramref name="capacity"/> bytes before it grows.</summary>
    public WireWriter(int capacity = 256) => _buffer = new byte[capacity];

    /// <summary>Writes one byte.</summary>
    public void WriteUInt8(byte value) => Extend(sizeof(byte))[0] = value;

    /// <summary>Writes 2 bytes; a value outside 0 to 65 535 throws an <see cref="OverflowException"/>.</summary>
    public void WriteUInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Extend(sizeof(ushort)), checked((ushort)value));

    /// <summary>Writes 4 bytes; a negative value throws an <see cref="OverflowException"/>.</summary>
    public void WriteUInt32(int value) => BinaryPrimitives.WriteUInt32BigEndian(Extend(sizeof(uint)), checked((uint)value));

    /// <summary>Writes 8 bytes.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Extend(sizeof(ulong)), value);

    /// <summary>Writes a digest, 32 bytes.</summary>
    public void WriteDigest(Sha256Digest value) => value.CopyTo(Extend(Sha256Digest.Size));

    /// <summary>Writes bytes whose length both sides know.</summary>
    public void WriteFixed(ReadOnlySpan<byte> value) => value.CopyTo(Extend(value.Length));

    /// <summary>Writes a length of 4 bytes and then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteUInt32(value.Length);
        WriteFixed(value);
    }

    /// <summary>Writes a length of 1 byte and then ASCII text; longer text throws an <see cref="OverflowException"/>.</summary>
    public void WriteText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteUInt8(checked((byte)value.Length));
        Encoding.ASCII.GetBytes(value, Extend(value.Length));
    }

    /// <summary>Writes a count of 2 bytes and then the indices.</summary>
    public void WriteIndices(IReadOnlyCollection<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        WriteUInt16(values.Count);

        foreach (var value in values) WriteUInt16(value);
    }

    /// <summary>Writes a whole message behind its length.</summary>
    public void WriteMessage<T>(T message) where T : IWireMessage<T> => WriteBytes(WireMessage.Encode(message));

    /// <summary>Writes a count of 2 bytes and then whole messages, each behind its length.</summary>
    public void WriteMessages<T>(IReadOnlyCollection<T> messages) where T : IWireMessage<T>
    {
        ArgumentNullException.ThrowIfNull(messages);
        WriteUInt16(messages.Count);

        foreach (var message in messages) WriteMessage(message);
    }

    /// <summary>What was written; the buffer is zeroed and the writer is empty again.</summary>
    public byte[] Finish()
    {
        var written = _buffer[.._length];
        CryptographicOperations.ZeroMemory(_buffer);
        _length = 0;

        return written;
    }

    private Span<byte> Extend(int count)
    {
        if (_buffer.Length - _length < count) Grow(checked(_length + count));

        _length += count;

        return _buffer.AsSpan(_length - count, count);
    }

    private void Grow(int needed)
    {
        var larger = new byte[Math.Max(needed, checked(2 * _buffer.Length))];
        _buffer.AsSpan(0, _length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(_buffer);
        _buffer = larger;
    }
}
