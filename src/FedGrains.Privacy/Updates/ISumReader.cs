namespace FedGrains.Privacy.Updates;

/// <summary>Reads the mean of updates from their sum, piece by piece. Lane 0 of a sum is its weight; parameter p is in the piece that begins at lane p + 1.</summary>
public interface ISumReader
{
    /// <summary>The ring of the sum's lanes.</summary>
    UpdateRing Ring { get; }

    /// <summary>How many lanes a piece has, from lane <paramref name="firstParameter"/> + 1 on.</summary>
    /// <param name="firstParameter">The piece's first parameter, a multiple of <see cref="SumPieces.Parameters"/>.</param>
    /// <param name="parameters">Its parameters: a multiple of <see cref="SumPieces.Parameters"/>, or all that are left.</param>
    int LanesOf(int firstParameter, int parameters);

    /// <summary>Reads Σ w from lane 0 of a sum. An <see cref="InvalidDataException"/> when no cohort has such a sum: then the masks did not cancel.</summary>
    /// <param name="lane">One lane as words, little-endian.</param>
    long TotalWeight(ReadOnlySpan<uint> lane);

    /// <summary>The weighted means of a piece's parameters.</summary>
    /// <param name="sum">The piece's lanes as words, little-endian: one word each in the ring of 32 bits, two in that of 64.</param>
    /// <param name="firstParameter">The piece's first parameter.</param>
    /// <param name="totalWeight">Σ w.</param>
    /// <param name="mean">Takes a mean for each of the piece's parameters.</param>
    void Mean(ReadOnlySpan<uint> sum, int firstParameter, long totalWeight, Span<double> mean);
}

/// <summary>The pieces in which sums can be read.</summary>
public static class SumPieces
{
    /// <summary>Parameters of a piece, but for the last.</summary>
    public const int Parameters = 1 << 16;
}
