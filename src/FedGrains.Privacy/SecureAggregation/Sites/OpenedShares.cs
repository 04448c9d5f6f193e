using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>One envelope, opened or refused.</summary>
internal sealed record OpenedShares(int Dealer, SecretBytes? Plaintext, Refusal? Refusal, JournalPosition? RolledBack)
{
    public static OpenedShares[] Open(SiteState state, SiteIdentity me, SiteBatch held, DealtShares[] shares)
    {
        using var key = new EphemeralKey(held.ShareKey.Span);

        return [.. shares.Select(s => OpenOne(state, me, held.Setup!, key, s))];
    }

    private static OpenedShares OpenOne(SiteState state, SiteIdentity me, SiteSetup setup, EphemeralKey key, DealtShares dealt)
    {
        var dealer = dealt.Offer.Body.Site;

        if (ShareIntake.Judge(dealt.Offer, state.Pinned, setup.Context, setup.Graph) is { } refusal) return new(dealer, null, refusal, null);
        if (!setup.Graph.AreNeighbours(dealer, state.Index)) return Refuse(RefusalKind.WrongShape, "is not a neighbour of this site");
        if (dealt.Envelope.From != dealer || dealt.Envelope.To != state.Index || dealt.Offer.Body.EnvelopeFor(state.Index) != WireMessage.Digest(dealt.Envelope))
            return Refuse(RefusalKind.BadShares, "did not seal this envelope for this site");

        using var agreement = key.Agree(setup.KeysOf(dealer).ShareKey);
        var plaintext = EnvelopeCipher.Open(agreement, setup.Context, dealt.Envelope);
        var shares = SharePlaintext.SharesSize(setup.Context.Batch.Rounds);

        if (plaintext is not null && AreScalars(plaintext.Span[..shares])) return new(dealer, plaintext, null, RollBack(state, me, plaintext.Span[shares..]));

        plaintext?.Dispose();

        return Refuse(RefusalKind.BadShares, "sealed an envelope that does not hold shares for this site");

        OpenedShares Refuse(RefusalKind kind, string what) => new(dealer, null, new(kind, $"{state.Pinned.Roster.Sites[dealer].Id} {what}."), null);
    }

    private static bool AreScalars(ReadOnlySpan<byte> shares)
    {
        for (var at = 0; at < shares.Length; at += Scalar.Size)
            if (Scalar.FromBytes(shares.Slice(at, Scalar.Size)) is null) return false;

        return true;
    }

    private static JournalPosition? RollBack(SiteState state, SiteIdentity me, ReadOnlySpan<byte> echo)
    {
        try
        {
            return echo.IsEmpty ? null : RollBacks.Find(state, me, JournalEcho.Parse(echo));
        }
        catch (FormatException)
        {
            // A dealer that writes nonsense here has proved nothing, and its shares are shares all the same.
            return null;
        }
    }
}
