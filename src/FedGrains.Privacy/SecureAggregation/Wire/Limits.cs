namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The largest sizes that a parser of FG-SecAgg/1 takes.</summary>
public static class Limits
{
    /// <summary>Sites in a roster, 1 024.</summary>
    public const int MaximumSites = 1024;

    /// <summary>Rounds in a batch, 256.</summary>
    public const int MaximumRounds = 256;

    /// <summary>Bytes of a message, 64 MiB.</summary>
    public const int MaximumMessageBytes = 64 << 20;

    /// <summary>Lanes of a vector, 2^36.</summary>
    public const long MaximumLanes = 1L << 36;

    /// <summary>Round numbers, 2^48 - 1: the end of a batch can be computed without overflow.</summary>
    public const ulong MaximumRound = (1UL << 48) - 1;
}
