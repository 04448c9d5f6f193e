namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The rounds that one setup serves, each with keys of its own. Round numbers ascend through the whole life of a federation.</summary>
/// <param name="FirstRound">The first round, 1 or more.</param>
/// <param name="Rounds">How many rounds, 1 to 256.</param>
public readonly record struct Batch(ulong FirstRound, int Rounds)
{
    /// <summary>The first round after the batch.</summary>
    public ulong End => FirstRound + (ulong)Rounds;

    /// <summary>Whether a round is of this batch.</summary>
    public bool Contains(ulong round) => round >= FirstRound && round < End;

    /// <summary>Which of the batch's keys serve a round, from 0 on.</summary>
    public int Slot(ulong round) => Contains(round) ? (int)(round - FirstRound) : throw new ArgumentOutOfRangeException(nameof(round), round, $"The batch has the rounds {FirstRound} to {End - 1}.");

    /// <inheritdoc/>
    public override string ToString() => $"{FirstRound}-{End - 1}";

    internal static Batch Read(ref WireReader reader)
    {
        var batch = new Batch(ReadRound(ref reader, "first round"), reader.ReadUInt16("rounds"));
        if (batch.Rounds is < 1 or > Limits.MaximumRounds) throw WireReader.Fault("rounds", $"a batch has 1 to {Limits.MaximumRounds} rounds, and this has {batch.Rounds}");

        return batch.End - 1 <= Limits.MaximumRound ? batch : throw WireReader.Fault("rounds", $"the last would be above {Limits.MaximumRound}");
    }

    internal static ulong ReadRound(ref WireReader reader, string field)
    {
        var round = reader.ReadUInt64(field);

        return round is >= 1 and <= Limits.MaximumRound ? round : throw WireReader.Fault(field, $"it is {round}, and rounds are counted from 1 to {Limits.MaximumRound}");
    }

    internal void Write(WireWriter writer)
    {
        writer.WriteUInt64(FirstRound);
        writer.WriteUInt16(Rounds);
    }
}
