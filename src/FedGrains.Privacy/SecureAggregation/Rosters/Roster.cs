using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Who takes part in secure aggregation and on what terms. Sites sign it, never the coordinator; its digest is in everything they say
/// afterwards. A site is spoken of by its index in <see cref="Sites"/>.
/// </summary>
/// <param name="Federation">The federation.</param>
/// <param name="Epoch">1, and one more with every roster that follows.</param>
/// <param name="Previous">The digest of the roster before; all zeros in the first.</param>
/// <param name="Coordinator">The key with which the coordinator signs invitations, so that nobody else can start a round.</param>
/// <param name="Sites">In the order of their names, each once.</param>
/// <param name="Terms">Threshold, degree and minimum cohort.</param>
public sealed record Roster(
    FederationName Federation, ulong Epoch, Sha256Digest Previous, P256Point Coordinator, ImmutableArray<RosterSite> Sites, RosterTerms Terms) : IWireMessage<Roster>
{
    private const int SmallestSite = 2 + P256Point.Size + Sha256Digest.Size;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Roster;

    /// <summary>The first roster of a federation, with the sites in order.</summary>
    public static Roster First(FederationName federation, P256Point coordinator, IEnumerable<RosterSite> sites, RosterTerms? terms = null)
    {
        var ordered = sites.OrderBy(s => s.Id).ToImmutableArray();

        return new(federation, 1, default, coordinator, ordered, terms ?? RosterTerms.For(ordered.Length));
    }

    /// <summary>The roster that follows this one.</summary>
    public Roster Next(IEnumerable<RosterSite> sites, RosterTerms? terms = null) =>
        First(Federation, Coordinator, sites, terms) with { Epoch = Epoch + 1, Previous = Digest() };

    /// <inheritdoc/>
    public static Roster Read(ref WireReader reader) => new(
        FederationName.Parse(reader.ReadText("federation")), reader.ReadUInt64("epoch"), reader.ReadDigest("previous roster"),
        P256Point.Parse(reader.ReadFixed("coordinator key", P256Point.Size)), ReadSites(ref reader), RosterTerms.Read(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteText(Federation.Value);
        writer.WriteUInt64(Epoch);
        writer.WriteDigest(Previous);
        writer.WriteFixed(Coordinator.Bytes);
        writer.WriteUInt16(Sites.Length);
        foreach (var site in Sites) site.Write(writer);
        Terms.Write(writer);
    }

    /// <summary>The digest of the canonical bytes.</summary>
    public Sha256Digest Digest() => WireMessage.Digest(this);

    /// <summary>The index of a site, or -1.</summary>
    public int IndexOf(SiteId site)
    {
        var (low, high) = (0, Sites.Length - 1);

        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Sites[middle].Id.CompareTo(site);
            if (order == 0) return middle;

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private static ImmutableArray<RosterSite> ReadSites(ref WireReader reader)
    {
        var sites = ImmutableArray.CreateBuilder<RosterSite>(reader.ReadCount("sites", Limits.MaximumSites, SmallestSite));

        while (sites.Count < sites.Capacity)
        {
            var site = RosterSite.Read(ref reader);
            if (sites.Count > 0 && site.Id <= sites[^1].Id) throw WireReader.Fault("sites", $"{site.Id} follows {sites[^1].Id}; they must stand in the order of their names, each once");

            sites.Add(site);
        }

        return sites.MoveToImmutable();
    }
}
