using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>How many rounds a setup may serve so that none of its messages is larger than a call may be. An upper bound of each message: names are as long as they may be.</summary>
internal static class BatchSizes
{
    /// <summary>What a call may carry, 2 MiB, less what is around a message.</summary>
    public const int LargestMessage = (2 << 20) - 1024;

    // A frame, a scope with the longest name, a batch, an index, a signature, a length.
    private const int Statement = 256;

    // Index, nonce, tag, lengths, and the recipient's own last word.
    private const int Envelope = 1024;

    private const int Share = 64;

    /// <summary>The most rounds, at least 1 and at most <paramref name="wanted"/>.</summary>
    public static int Largest(Roster roster, int sites, int wanted)
    {
        var neighbours = GraphPlan.For(roster.Sites.Length, sites, roster.Terms.Degree, roster.Terms.Threshold).Degree;

        // The bounds grow with the rounds.
        return Enumerable.Range(1, Math.Clamp(wanted, 1, Limits.MaximumRounds)).LastOrDefault(rounds => Fits(sites, neighbours, rounds), defaultValue: 1);
    }

    /// <summary>Bytes of all keys, at most.</summary>
    public static long KeySet(int sites, int rounds) => Statement + ((long)sites * (Statement + (P256Point.Size * (rounds + 1))));

    /// <summary>Bytes of one site's shares, at most.</summary>
    public static long Delivery(int neighbours, int rounds) => Offer(neighbours, rounds) + (neighbours * EnvelopeOf(rounds));

    /// <summary>Bytes of the shares for one site, at most.</summary>
    public static long Bundle(int neighbours, int rounds) => Statement + (neighbours * (Offer(neighbours, rounds) + EnvelopeOf(rounds)));

    private static bool Fits(int sites, int neighbours, int rounds) =>
        KeySet(sites, rounds) <= LargestMessage && Delivery(neighbours, rounds) <= LargestMessage && Bundle(neighbours, rounds) <= LargestMessage;

    private static long Offer(int neighbours, int rounds) => Statement + (Sha256Digest.Size * (long)rounds) + (neighbours * (Sha256Digest.Size + sizeof(ushort)));

    private static long EnvelopeOf(int rounds) => Envelope + (Share * (long)rounds);
}
