namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// What an envelope holds: for each round the share of the dealer's mask key and the share of its self-mask secret; behind them the
/// newest statement of the recipient that the dealer has seen, or nothing.
/// </summary>
internal static class SharePlaintext
{
    public const int PairSize = 2 * Scalar.Size;

    public static int SharesSize(int rounds) => rounds * PairSize;

    public static int MaximumSize(int rounds) => SharesSize(rounds) + JournalEcho.MaximumBytes;

    /// <summary>The two shares of a round.</summary>
    public static Range Pair(int slot) => (slot * PairSize)..((slot + 1) * PairSize);
}
