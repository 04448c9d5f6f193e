using System.Collections.Immutable;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A dealer's part: self-mask secrets, shares of them and of the mask keys, one envelope a neighbour.</summary>
internal static class ShareDealing
{
    public static SiteBatch Deal(SiteState state, SiteIdentity me, SiteBatch held, SiteSetup setup, out ShareDelivery delivery)
    {
        var own = setup.Holders.BinarySearch(state.Index);
        var plaintexts = setup.Holders.Select(holder => Plaintext(held.Batch, state.Peers[holder])).ToArray();
        var secrets = held.Secrets.Select(s => s!.Deal(setup.Holders.Length, me.Randomness)).ToArray();

        for (var slot = 0; slot < secrets.Length; slot++) ShareRound(secrets[slot], slot, setup, me, plaintexts);

        var dealt = secrets.Select((s, slot) => s.With([(own, plaintexts[own])], slot)).ToImmutableArray<RoundSecrets?>();
        var envelopes = Seal(held, setup, me, state.Index, plaintexts);
        var commitments = secrets.Select((s, slot) => Derivation.Commitment(s.Seed, setup.Context, state.Index, slot)).ToImmutableArray();
        var offer = new ShareOffer(state.Scope, held.Batch, setup.Context.Setup, state.Index, commitments, [.. envelopes.Select(e => e.To)], [.. envelopes.Select(WireMessage.Digest)]);
        delivery = new(Statement.Sign(offer, me.Signer), envelopes);

        foreach (var secret in secrets.AsEnumerable<IDisposable>().Concat(plaintexts)) secret.Dispose();

        return held with { Secrets = dealt, Setup = setup with { Delivery = WireMessage.Encode(delivery) }, Dealers = [state.Index] };
    }

    // Every dealer shows its neighbours, where the coordinator cannot take it out, the last that it has seen of them.
    private static SecretBytes Plaintext(Batch batch, JournalEcho? seen)
    {
        var shares = SharePlaintext.SharesSize(batch.Rounds);
        var plaintext = SecretBytes.Zeroed(shares + (seen?.Bytes.Length ?? 0));
        seen?.Bytes.Span.CopyTo(plaintext.Writable[shares..]);

        return plaintext;
    }

    private static void ShareRound(RoundSecrets secrets, int slot, SiteSetup setup, SiteIdentity me, SecretBytes[] plaintexts)
    {
        var holders = setup.Holders.Select(h => (uint)h + 1).ToArray();
        var shares = new Scalar[holders.Length];

        Share(secrets.MaskKey, 0);
        Share(secrets.Seed, Scalar.Size);
        Array.Clear(shares);

        void Share(ReadOnlySpan<byte> secret, int at)
        {
            SecretSharing.Share(Scalar.FromBytes(secret)!.Value, setup.Graph.Plan.Threshold, holders, me.Randomness, shares);
            for (var i = 0; i < shares.Length; i++) shares[i].CopyTo(plaintexts[i].Writable[SharePlaintext.Pair(slot)][at..]);
        }
    }

    private static ImmutableArray<ShareEnvelope> Seal(SiteBatch held, SiteSetup setup, SiteIdentity me, int from, SecretBytes[] plaintexts)
    {
        using var key = new EphemeralKey(held.ShareKey.Span);
        var envelopes = ImmutableArray.CreateBuilder<ShareEnvelope>(setup.Holders.Length - 1);

        for (var i = 0; i < setup.Holders.Length; i++)
        {
            if (setup.Holders[i] == from) continue;

            using var agreement = key.Agree(setup.Keys[i].ShareKey);
            envelopes.Add(EnvelopeCipher.Seal(agreement, setup.Context, from, setup.Holders[i], plaintexts[i].Span, me.Randomness));
        }

        return envelopes.MoveToImmutable();
    }
}
