namespace FedGrains.Privacy.SecureAggregation;

public sealed partial record ShareJournal
{
    /// <summary>How this journal stands to a position of it that was seen elsewhere.</summary>
    public JournalStanding Compare(JournalPosition seen)
    {
        if (seen.Sequence > Position.Sequence) return JournalStanding.RolledBack;

        var age = Position.Sequence - seen.Sequence;
        if (age > (ulong)Recent.Length) return JournalStanding.Consistent;

        var held = age == 0 ? Position.Head : Recent[^(int)age];

        return held == seen.Head ? JournalStanding.Consistent : JournalStanding.Forked;
    }

    /// <summary>
    /// The journal of a site that found out that this one went back: it counts on from <paramref name="seen"/>, and every round of the
    /// batches that were in use is closed to it, because it no longer knows what it said there. Their shares must be thrown away.
    /// </summary>
    public ShareJournal Recover(JournalPosition seen) => (Append("recover", seen.Head, seen.Sequence) with
    {
        Position = new(Math.Max(Position.Sequence, seen.Sequence) + 1, Link("recover", seen.Head, seen.Sequence)),
        Recent = [],
    }).Retire(NextBatchRound);

    private ShareJournal Append(string what, Sha256Digest digest, params ReadOnlySpan<ulong> numbers) => this with
    {
        Position = new(Position.Sequence + 1, Link(what, digest, numbers)),
        Recent = [.. Recent.Add(Position.Head).TakeLast(Remembered)],
    };

    private Sha256Digest Link(string what, Sha256Digest digest, params ReadOnlySpan<ulong> numbers)
    {
        var link = new WireWriter();
        link.WriteText("FG/journal/v1");
        link.WriteDigest(Position.Head);
        link.WriteUInt64(Position.Sequence);
        link.WriteText(what);
        link.WriteDigest(digest);
        foreach (var number in numbers) link.WriteUInt64(number);

        return Sha256Digest.Of(link.Finish());
    }
}
