using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site states in public about the shares it dealt. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The rounds.</param>
/// <param name="Setup">The digest of the keys it saw.</param>
/// <param name="Site">The dealer.</param>
/// <param name="SeedCommitments">A hash of the self-mask seed of each round, so that a seed put together from wrong shares is noticed.</param>
/// <param name="Recipients">The dealer's neighbours, ascending.</param>
/// <param name="Envelopes">The digest of the envelope for each of them.</param>
public sealed record ShareOffer(
    Scope Scope, Batch Batch, Sha256Digest Setup, int Site, ImmutableArray<Sha256Digest> SeedCommitments, ImmutableArray<int> Recipients, ImmutableArray<Sha256Digest> Envelopes)
    : IWireMessage<ShareOffer>, ISiteStatement
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareOffer;

    /// <inheritdoc/>
    public static ShareOffer Read(ref WireReader reader)
    {
        var (scope, batch, setup, site) = (Scope.Read(ref reader), Batch.Read(ref reader), reader.ReadDigest("setup"), reader.ReadNextIndex("site", -1));
        var commitments = ReadDigests(ref reader, "seed commitment", batch.Rounds);
        var recipients = reader.ReadIndices("recipients");

        return new(scope, batch, setup, site, commitments, recipients, ReadDigests(ref reader, "envelope", recipients.Length));
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        Batch.Write(writer);
        writer.WriteDigest(Setup);
        writer.WriteUInt16(Site);
        foreach (var commitment in SeedCommitments) writer.WriteDigest(commitment);
        writer.WriteIndices(Recipients);
        foreach (var envelope in Envelopes) writer.WriteDigest(envelope);
    }

    /// <summary>The digest of the envelope for a recipient, or null.</summary>
    public Sha256Digest? EnvelopeFor(int recipient) => Recipients.IndexOf(recipient) is >= 0 and var at ? Envelopes[at] : null;

    private static ImmutableArray<Sha256Digest> ReadDigests(ref WireReader reader, string field, int count)
    {
        var digests = ImmutableArray.CreateBuilder<Sha256Digest>(count);
        for (var i = 0; i < count; i++) digests.Add(reader.ReadDigest(field));

        return digests.MoveToImmutable();
    }
}
