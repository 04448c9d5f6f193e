using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// A site's write-ahead journal. Each method returns the next journal and what came of it; the host stores the next journal before it
/// sends anything that depends on it. However often a site crashes in between, it masks one input a round, signs one list a round,
/// releases for that list alone, so never both secrets of one site, and never goes back to a round before.
/// </summary>
/// <param name="Position">How many entries were made, and the end of the digest chain over them.</param>
/// <param name="Recent">The heads before, newest last: at most <see cref="Remembered"/>, to recognise a journal that forked.</param>
/// <param name="SignedEpoch">The newest epoch for which this site signed a roster.</param>
/// <param name="SignedRoster">The digest of that roster; it signs no other of the epoch.</param>
/// <param name="NextBatchRound">Where the next batch may begin.</param>
/// <param name="LastRound">The newest round that was begun.</param>
/// <param name="Entries">The rounds of the batches in use, ascending.</param>
public sealed partial record ShareJournal(
    JournalPosition Position, ImmutableArray<Sha256Digest> Recent, ulong SignedEpoch, Sha256Digest SignedRoster, ulong NextBatchRound, ulong LastRound, ImmutableArray<JournalEntry> Entries)
{
    /// <summary>How many heads a journal remembers, 128.</summary>
    public const int Remembered = 128;

    /// <summary>The journal of a site that has said nothing yet.</summary>
    public static ShareJournal Empty { get; } = new(new(0, default), [], 0, default, 1, 0, []);

    /// <summary>What is held of a round, or null.</summary>
    public JournalEntry? Entry(ulong round) => Entries.FirstOrDefault(e => e.Round == round);

    /// <summary>Notes the roster that is about to be signed.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) SignRoster(ulong epoch, Sha256Digest roster) => epoch switch
    {
        _ when epoch == SignedEpoch => (this, roster == SignedRoster ? JournalOutcome.Repeated : JournalOutcome.Conflicting),
        _ when epoch < SignedEpoch => (this, JournalOutcome.NotAscending),
        _ => (Append("roster", roster, epoch) with { SignedEpoch = epoch, SignedRoster = roster }, JournalOutcome.Recorded),
    };

    /// <summary>Notes the batch whose keys are about to be sent.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) OpenBatch(Batch batch, Sha256Digest keys) => batch.FirstRound < NextBatchRound
        ? (this, JournalOutcome.NotAscending)
        : (Append("batch", keys, batch.FirstRound, (ulong)batch.Rounds) with { NextBatchRound = batch.End }, JournalOutcome.Recorded);

    /// <summary>Notes the start of a round that this site is going to answer.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) Begin(ulong round, Sha256Digest start, Sha256Digest subject) => Entry(round) switch
    {
        { } held => (this, held.Start == start ? JournalOutcome.Repeated : JournalOutcome.Conflicting),
        null when round <= LastRound => (this, JournalOutcome.NotAscending),
        null when Entries.Any(e => e.Released && e.Subject == subject) => (this, JournalOutcome.OpenedBefore),
        null => (Append("begin", start, round) with { LastRound = round, Entries = Entries.Add(JournalEntry.Begun(round, start, subject)) }, JournalOutcome.Recorded),
    };

    /// <summary>Notes the digest of the input that is about to be masked.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) Promise(ulong round, Sha256Digest input) => Entry(round) switch
    {
        null => (this, JournalOutcome.OutOfOrder),
        { Input: { } held } => (this, held == input ? JournalOutcome.Repeated : JournalOutcome.Conflicting),
        var entry => (Append("promise", input, round).With(entry with { Input = input }), JournalOutcome.Recorded),
    };

    /// <summary>Notes the digest of the masked vector.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) Upload(ulong round, Sha256Digest upload) => Entry(round) switch
    {
        null or { Input: null } => (this, JournalOutcome.OutOfOrder),
        { Upload: { } held } => (this, held == upload ? JournalOutcome.Repeated : JournalOutcome.Conflicting),
        var entry => (Append("upload", upload, round).With(entry with { Upload = upload }), JournalOutcome.Recorded),
    };

    /// <summary>Notes the list of survivors that is about to be signed.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) Sign(ulong round, Sha256Digest list, ImmutableArray<int> survivors) => Entry(round) switch
    {
        null or { Upload: null } => (this, JournalOutcome.OutOfOrder),
        { List: { } held } => (this, held == list ? JournalOutcome.Repeated : JournalOutcome.Conflicting),
        var entry => (Append("sign", list, round).With(entry with { List = list, Survivors = survivors }), JournalOutcome.Recorded),
    };

    /// <summary>Notes that the shares for the signed list are about to be released.</summary>
    public (ShareJournal Next, JournalOutcome Outcome) Release(ulong round, Sha256Digest list) => Entry(round) switch
    {
        null or { List: null } => (this, JournalOutcome.OutOfOrder),
        { List: { } held } when held != list => (this, JournalOutcome.Conflicting),
        { Released: true } => (this, JournalOutcome.Repeated),
        var entry => (Append("release", list, round).With(entry with { Released = true }), JournalOutcome.Recorded),
    };

    /// <summary>Forgets the rounds before <paramref name="round"/>, whose batches are no longer in use. None of them can begin again.</summary>
    public ShareJournal Retire(ulong round) => this with { LastRound = Math.Max(LastRound, round - 1), Entries = Entries.RemoveAll(e => e.Round < round) };

    private ShareJournal With(JournalEntry entry) => this with { Entries = [.. Entries.Select(e => e.Round == entry.Round ? entry : e)] };
}
