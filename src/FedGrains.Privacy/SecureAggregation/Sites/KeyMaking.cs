using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The ephemeral keys of a batch.</summary>
internal static class KeyMaking
{
    public static SiteBatch Make(SiteState state, SiteIdentity me, Batch batch)
    {
        var shareKey = EphemeralKey.NewScalar(me.Randomness);
        var secrets = Enumerable.Range(0, batch.Rounds).Select(_ => RoundSecrets.New(me.Randomness)).ToImmutableArray();
        var keys = new KeyAdvertisement(state.Scope, batch, state.Index, PublicKey(shareKey.Span), [.. secrets.Select(s => PublicKey(s.MaskKey))]);

        return new(batch, Statement.Sign(keys, me.Signer), shareKey, [.. secrets], null, [], []);
    }

    private static P256Point PublicKey(ReadOnlySpan<byte> scalar)
    {
        using var key = new EphemeralKey(scalar);

        return key.PublicKey;
    }
}
