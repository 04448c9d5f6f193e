using System.Collections.Immutable;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A site's masks in a round.</summary>
internal static class MaskMaking
{
    public static RoundMasks Make(SiteState state, ulong round)
    {
        if (state.Journal.Entry(round) is not { Input: not null } || state.BatchOf(round) is not { Setup: { } setup } batch || batch.StartOf(round) is not { } start)
            throw new InvalidOperationException($"No input of round {round} was promised; promise it, store the state, then mask.");

        var secrets = batch.SecretsOf(round) ?? throw new InvalidOperationException($"The keys of round {round} were used and erased.");
        using var key = new EphemeralKey(secrets.MaskKey);
        var masks = ImmutableArray.CreateBuilder<SignedMask>();
        masks.Add(Self(secrets, start, state.Index));

        foreach (var neighbour in setup.Holders.Where(h => h != state.Index && start.Participants.BinarySearch(h) >= 0))
        {
            using var seed = PairSeed(key, setup.KeysOf(neighbour).MaskKeys[batch.Batch.Slot(round)], start, state.Index, neighbour);
            masks.Add(new(new(seed.Span), IsAdded: state.Index < neighbour));
        }

        return new(start.Task, masks.ToImmutable());
    }

    /// <summary>The seed of a pair, from the private key of either.</summary>
    public static SecretBytes PairSeed(EphemeralKey mine, P256Point theirs, RoundStart start, int one, int other)
    {
        using var agreement = mine.Agree(theirs);

        return Derivation.PairSeed(agreement, start, Math.Min(one, other), Math.Max(one, other));
    }

    private static SignedMask Self(RoundSecrets secrets, RoundStart start, int site)
    {
        using var secret = SecretBytes.CopyOf(secrets.Seed);
        using var seed = Derivation.SelfSeed(secret, start, site);

        return new(new(seed.Span), IsAdded: true);
    }
}
