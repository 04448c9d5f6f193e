namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A site as the others know it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Key">Its long-term signing key.</param>
/// <param name="Certificate">SHA-256 of its certificate (DER), or of its SubjectPublicKeyInfo where it has none.</param>
public sealed record RosterSite(SiteId Id, P256Point Key, Sha256Digest Certificate)
{
    /// <summary>A site without a certificate.</summary>
    public static RosterSite Of(SiteId id, P256Point key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(id, key, Sha256Digest.Of(key.ToSpki()));
    }

    internal static RosterSite Read(ref WireReader reader) =>
        new(SiteId.Parse(reader.ReadText("site")), P256Point.Parse(reader.ReadFixed("key", P256Point.Size)), reader.ReadDigest("certificate"));

    internal void Write(WireWriter writer)
    {
        writer.WriteText(Id.Value);
        writer.WriteFixed(Key.Bytes);
        writer.WriteDigest(Certificate);
    }
}
