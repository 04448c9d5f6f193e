using System.Collections.Immutable;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The masks that are left in a sum.</summary>
internal static class UnmaskTerms
{
    /// <summary>A survivor's own mask, which it added.</summary>
    public static UnmaskTerm Self(SecretBytes secret, RoundStart start, int site)
    {
        using var seed = Derivation.SelfSeed(secret, start, site);

        return new(seed.Span.ToArray(), WasAdded: true);
    }

    /// <summary>The masks that survivors have with a neighbour who dropped out: added by those before it in the roster, subtracted by those behind it.</summary>
    public static IEnumerable<UnmaskTerm> Pairs(SecretBytes secret, RoundStart start, BatchKeys keys, int dropped, ImmutableArray<int> survivors)
    {
        using var key = new EphemeralKey(secret.Span);

        foreach (var survivor in survivors.Where(s => keys.Graph.AreNeighbours(dropped, s)))
        {
            using var seed = MaskMaking.PairSeed(key, keys.Keys.Of(survivor)!.MaskKeys[start.Batch.Slot(start.Round)], start, survivor, dropped);
            yield return new(seed.Span.ToArray(), WasAdded: survivor < dropped);
        }
    }
}
