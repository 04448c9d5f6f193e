using System.Buffers;
using System.Buffers.Binary;

namespace FedGrains.Transparency.Tiles;

/// <summary>Entries one after the other, each after its length in two bytes, the higher first: C2SP tlog-tiles, "Log entries".</summary>
public static class EntryBundle
{
    /// <summary>Bytes in an entry at most.</summary>
    public const int LargestEntry = ushort.MaxValue;

    /// <summary>Adds an entry.</summary>
    public static void Add(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, LargestEntry);

        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>The entries of a bundle. A <see cref="FormatException"/> says that it ends in the middle of one.</summary>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>();

        while (!bundle.IsEmpty)
        {
            var length = bundle.Length < sizeof(ushort) ? int.MaxValue : sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (length > bundle.Length) throw new FormatException("A bundle of entries ends in the middle of one.");

            entries.Add(bundle[sizeof(ushort)..length]);
            bundle = bundle[length..];
        }

        return entries;
    }
}
