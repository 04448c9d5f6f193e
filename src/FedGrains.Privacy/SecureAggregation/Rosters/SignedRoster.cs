using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>One site's signature of a roster.</summary>
/// <param name="Site">Who signed.</param>
/// <param name="Signature">64 bytes over the roster as a statement.</param>
public sealed record RosterSignature(SiteId Site, ReadOnlyMemory<byte> Signature) : IWireMessage<RosterSignature>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.RosterSignature;

    /// <inheritdoc/>
    public static RosterSignature Read(ref WireReader reader) => new(SiteId.Parse(reader.ReadText("site")), reader.ReadFixed("signature", P256Point.SignatureSize).ToArray());

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteText(Site.Value);
        writer.WriteFixed(Signature.Span);
    }
}

/// <summary>A roster with the signatures of sites: of its own, when it is the first; of those before it, when it follows.</summary>
/// <param name="Roster">The roster.</param>
/// <param name="Signatures">In the order of the sites' names, each once.</param>
public sealed record SignedRoster(Roster Roster, ImmutableArray<RosterSignature> Signatures) : IWireMessage<SignedRoster>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.SignedRoster;

    /// <summary>A roster with signatures in order.</summary>
    public static SignedRoster Of(Roster roster, IEnumerable<RosterSignature> signatures) => new(roster, [.. signatures.OrderBy(s => s.Site)]);

    /// <summary>One site's signature of a roster. For a first roster; later ones go through <see cref="SecureAggregationSite.SignRoster"/>, which signs one an epoch.</summary>
    public static RosterSignature Sign(Roster roster, SiteId site, IStatementSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new(site, signer.Sign(Statement.Of(roster)));
    }

    /// <inheritdoc/>
    public static SignedRoster Read(ref WireReader reader)
    {
        // A roster is signed by old sites and by new ones, so there may be twice as many.
        var signed = new SignedRoster(reader.ReadMessage<Roster>("roster"), reader.ReadMessages<RosterSignature>("signatures", 2 * Limits.MaximumSites));

        for (var i = 1; i < signed.Signatures.Length; i++)
            if (signed.Signatures[i].Site <= signed.Signatures[i - 1].Site) throw WireReader.Fault("signatures", "they must stand in the order of the sites' names, each once");

        return signed;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Roster);
        writer.WriteMessages(Signatures);
    }

    /// <summary>
    /// Whether enough sites of <paramref name="authority"/> signed: its threshold. Signatures of sites that are not in it do not count;
    /// a signature in the name of one that is, and that is not by its key, spoils all.
    /// </summary>
    public Refusal? JudgeSignatures(Roster authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        var statement = Statement.Of(Roster);
        var valid = 0;

        foreach (var signature in Signatures)
        {
            if (authority.IndexOf(signature.Site) is not (>= 0 and var index)) continue;
            if (!authority.Sites[index].Key.Verifies(statement, signature.Signature.Span)) return new(RefusalKind.BadSignature, $"The signature of {signature.Site} on roster {Roster.Epoch} is not by its key.");

            valid++;
        }

        return valid >= authority.Terms.Threshold ? null : new(RefusalKind.TooFewRosterSignatures,
            $"{valid} sites of roster {authority.Epoch} signed roster {Roster.Epoch}; it takes {authority.Terms.Threshold}. Ask more sites to sign it.");
    }
}
