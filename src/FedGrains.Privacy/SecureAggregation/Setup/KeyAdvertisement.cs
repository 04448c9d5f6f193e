using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>S1: a site's ephemeral public keys of a batch. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The rounds.</param>
/// <param name="Site">Who.</param>
/// <param name="ShareKey">The key under which others encrypt shares for it.</param>
/// <param name="MaskKeys">The mask key of each round.</param>
public sealed record KeyAdvertisement(Scope Scope, Batch Batch, int Site, P256Point ShareKey, ImmutableArray<P256Point> MaskKeys) : IWireMessage<KeyAdvertisement>, ISiteStatement
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.KeyAdvertisement;

    /// <summary>All keys.</summary>
    public IEnumerable<P256Point> Keys => MaskKeys.Prepend(ShareKey);

    /// <inheritdoc/>
    public static KeyAdvertisement Read(ref WireReader reader)
    {
        var (scope, batch, site, shareKey) = (Scope.Read(ref reader), Batch.Read(ref reader), reader.ReadNextIndex("site", -1), ReadPoint(ref reader, "share key"));
        var maskKeys = ImmutableArray.CreateBuilder<P256Point>(batch.Rounds);
        for (var slot = 0; slot < batch.Rounds; slot++) maskKeys.Add(ReadPoint(ref reader, "mask key"));

        return new(scope, batch, site, shareKey, maskKeys.MoveToImmutable());
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        Batch.Write(writer);
        writer.WriteUInt16(Site);

        // As many mask keys as the batch has rounds: no count of their own that could differ.
        foreach (var key in Keys) writer.WriteFixed(key.Bytes);
    }

    private static P256Point ReadPoint(ref WireReader reader, string field) => P256Point.Parse(reader.ReadFixed(field, P256Point.Size));
}
