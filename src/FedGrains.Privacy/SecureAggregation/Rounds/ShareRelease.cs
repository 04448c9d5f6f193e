using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Which of a site's two secrets a share is of.</summary>
public enum ShareKind : byte
{
    /// <summary>The self-mask secret b: released for those who survived.</summary>
    SelfMask = 1,

    /// <summary>The mask key s: released for those who dropped out.</summary>
    MaskKey = 2,
}

/// <summary>A share that was released.</summary>
/// <param name="Owner">Whose secret it is of.</param>
/// <param name="Kind">Which secret.</param>
/// <param name="Value">The share, 32 bytes below the order of P-256.</param>
public sealed record ReleasedShare(int Owner, ShareKind Kind, ReadOnlyMemory<byte> Value);

/// <summary>R3: a survivor's shares, one for each of its neighbours in the round and for itself. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Round">The round.</param>
/// <param name="Start">The digest of the round's start.</param>
/// <param name="Survivors">The digest of the list that they open.</param>
/// <param name="Site">Who releases.</param>
/// <param name="Position">The site's journal.</param>
/// <param name="Shares">In the order of the owners, each once: never both secrets of one.</param>
public sealed record ShareRelease(Scope Scope, ulong Round, Sha256Digest Start, Sha256Digest Survivors, int Site, JournalPosition Position, ImmutableArray<ReleasedShare> Shares) : IWireMessage<ShareRelease>, IJournaledStatement
{
    private const int ShareSize = sizeof(ushort) + sizeof(byte) + Scalar.Size;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareRelease;

    /// <inheritdoc/>
    public static ShareRelease Read(ref WireReader reader) => new(
        Scope.Read(ref reader), Batch.ReadRound(ref reader, "round"), reader.ReadDigest("start"), reader.ReadDigest("survivors"), reader.ReadNextIndex("site", -1), JournalPosition.Read(ref reader), ReadShares(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        writer.WriteUInt64(Round);
        writer.WriteDigest(Start);
        writer.WriteDigest(Survivors);
        writer.WriteUInt16(Site);
        Position.Write(writer);
        writer.WriteUInt16(Shares.Length);

        foreach (var share in Shares)
        {
            writer.WriteUInt16(share.Owner);
            writer.WriteUInt8((byte)share.Kind);
            writer.WriteFixed(share.Value.Span);
        }
    }

    private static ImmutableArray<ReleasedShare> ReadShares(ref WireReader reader)
    {
        var shares = ImmutableArray.CreateBuilder<ReleasedShare>(reader.ReadCount("shares", Limits.MaximumSites, ShareSize));

        while (shares.Count < shares.Capacity) shares.Add(new(reader.ReadNextIndex("owner", shares.Count == 0 ? -1 : shares[^1].Owner), ReadKind(ref reader), ReadValue(ref reader)));

        return shares.MoveToImmutable();
    }

    private static ShareKind ReadKind(ref WireReader reader) => (ShareKind)reader.ReadUInt8("share kind") is var kind and (ShareKind.SelfMask or ShareKind.MaskKey)
        ? kind
        : throw WireReader.Fault("share kind", "it is neither 1, of a self-mask, nor 2, of a mask key");

    private static byte[] ReadValue(ref WireReader reader)
    {
        var value = reader.ReadFixed("share", Scalar.Size);

        return Scalar.FromBytes(value) is null ? throw WireReader.Fault("share", "it is not below the order of P-256") : value.ToArray();
    }
}
