using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Reads what <see cref="WireWriter"/> writes and nothing else. Whatever the bytes are, the only exception is a
/// <see cref="FormatException"/> that names the field, and no memory is set aside for more elements than the bytes can hold.
/// </summary>
public ref struct WireReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>A reader of <paramref name="bytes"/>.</summary>
    public WireReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Reads one byte.</summary>
    public byte ReadUInt8(string field) => ReadFixed(field, sizeof(byte))[0];

    /// <summary>Reads 2 bytes.</summary>
    public int ReadUInt16(string field) => BinaryPrimitives.ReadUInt16BigEndian(ReadFixed(field, sizeof(ushort)));

    /// <summary>Reads 8 bytes.</summary>
    public ulong ReadUInt64(string field) => BinaryPrimitives.ReadUInt64BigEndian(ReadFixed(field, sizeof(ulong)));

    /// <summary>Reads a digest.</summary>
    public Sha256Digest ReadDigest(string field) => Sha256Digest.FromHash(ReadFixed(field, Sha256Digest.Size));

    /// <summary>Reads a byte that says yes (1) or no (0).</summary>
    public bool ReadBoolean(string field) => ReadUInt8(field) switch
    {
        0 => false,
        1 => true,
        var other => throw Fault(field, $"it is {other}, and only 0 and 1 are allowed"),
    };

    /// <summary>Reads <paramref name="length"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadFixed(string field, int length)
    {
        if (_rest.Length < length) throw Fault(field, $"it needs {length} bytes and {_rest.Length} are left");

        var value = _rest[..length];
        _rest = _rest[length..];

        return value;
    }

    /// <summary>Reads a length of 4 bytes, which may not be above <paramref name="maximum"/>, and then the bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(string field, int maximum)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(ReadFixed(field, sizeof(uint)));

        return length <= (uint)maximum ? ReadFixed(field, (int)length) : throw Fault(field, $"it has {length} bytes, and at most {maximum} are allowed");
    }

    /// <summary>Reads a length of 1 byte and then printable ASCII text.</summary>
    public string ReadText(string field)
    {
        var text = ReadFixed(field, ReadUInt8(field));

        // Printable only: what is read here ends up in sentences and logs.
        return text.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? throw Fault(field, "it is not printable ASCII") : Encoding.ASCII.GetString(text);
    }

    /// <summary>Reads a count of 2 bytes. It may not be above <paramref name="maximum"/>, nor above what the rest can hold.</summary>
    public int ReadCount(string field, int maximum, int smallestElement)
    {
        var count = ReadUInt16(field);
        if (count > maximum) throw Fault(field, $"there are {count}, and at most {maximum} are allowed");
        if ((long)count * smallestElement > _rest.Length) throw Fault(field, $"there should be {count}, and the {_rest.Length} bytes that are left cannot hold them");

        return count;
    }

    /// <summary>Reads site indices, which must be ascending without repetition and below <paramref name="limit"/>.</summary>
    public ImmutableArray<int> ReadIndices(string field, int limit = Limits.MaximumSites)
    {
        var indices = ImmutableArray.CreateBuilder<int>(ReadCount(field, limit, sizeof(ushort)));

        while (indices.Count < indices.Capacity) indices.Add(ReadNextIndex(field, indices.Count == 0 ? -1 : indices[^1], limit));

        return indices.MoveToImmutable();
    }

    /// <summary>Reads a site index, which must be above <paramref name="previous"/> and below <paramref name="limit"/>.</summary>
    public int ReadNextIndex(string field, int previous, int limit = Limits.MaximumSites)
    {
        var index = ReadUInt16(field);

        return index <= previous ? throw Fault(field, $"site {index} follows site {previous}; they must ascend")
            : index >= limit ? throw Fault(field, $"site {index} is not below {limit}")
            : index;
    }

    /// <summary>Reads a whole message behind its length.</summary>
    public T ReadMessage<T>(string field) where T : IWireMessage<T> => WireMessage.Parse<T>(ReadBytes(field, Limits.MaximumMessageBytes));

    /// <summary>Reads a count of 2 bytes and then whole messages, each behind its length.</summary>
    public ImmutableArray<T> ReadMessages<T>(string field, int maximum = Limits.MaximumSites) where T : IWireMessage<T>
    {
        var messages = ImmutableArray.CreateBuilder<T>(ReadCount(field, maximum, sizeof(uint) + WireMessage.PrefixBytes));

        while (messages.Count < messages.Capacity) messages.Add(ReadMessage<T>(field));

        return messages.MoveToImmutable();
    }

    /// <summary>Whether everything was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Throws a <see cref="FormatException"/> unless everything was read.</summary>
    public readonly void End()
    {
        if (!AtEnd) throw new FormatException($"{_rest.Length} bytes follow the end of the message.");
    }

    /// <summary>A fault of a field in words.</summary>
    public static FormatException Fault(string field, string what) => new($"{field}: {what}.");
}
