using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Logs;

/// <summary>That an entry is in a log, for whoever has the log's key and nothing else: C2SP tlog-proof, v1.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Hashes">From its sibling up.</param>
/// <param name="Note">The checkpoint that it is proved against.</param>
public sealed record LogProof(long Index, ImmutableArray<TreeHash> Hashes, SignedNote Note)
{
    private const string Version = "c2sp.org/tlog-proof@v1";
    private const string IndexWord = "index ";
    private const string ExtraWord = "extra ";

    /// <summary>Reads a proof; a <see cref="FormatException"/> says what is wrong with it. Nothing is verified yet.</summary>
    public static LogProof Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0) throw new FormatException("A proof has a blank line before its checkpoint.");

        var lines = text[..blank].Split('\n').ToList();
        if (lines.Count > 1 && lines[1].StartsWith(ExtraWord, StringComparison.Ordinal)) lines.RemoveAt(1);

        if (lines is not [Version, var second, ..] || !second.StartsWith(IndexWord, StringComparison.Ordinal) || !long.TryParse(second[IndexWord.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new FormatException($"A proof begins with '{Version}' and its entry's index.");

        return new(index, [.. lines.Skip(2).Select(l => TreeHash.Parse(l) ?? throw new FormatException($"'{l}' is not a hash of a proof."))], SignedNote.Parse(text[(blank + 2)..]));
    }

    /// <summary>Verifies that the entry is in the log, and returns the checkpoint that it is proved against.</summary>
    /// <exception cref="FormatException">It is not, or the checkpoint is not the log's.</exception>
    public Checkpoint Verify(ReadOnlySpan<byte> entry, NoteKey key)
    {
        if (Note.SignedBy(key).IsEmpty) throw new FormatException($"The checkpoint in the proof is not signed with the key {key}.");
        var checkpoint = Checkpoint.Parse(Note.Text);

        return TreeProof.Includes(TreeHash.Leaf(entry), Index, checkpoint.Size, Hashes.AsSpan(), checkpoint.Root)
            ? checkpoint
            : throw new FormatException($"This is not entry {Index} of '{checkpoint.Origin}': the proof leads to another root.");
    }

    /// <summary>The proof as a file has it, <c>.tlog-proof</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}\n{IndexWord}{Index}\n{string.Concat(Hashes.Select(h => $"{h}\n"))}\n{Note}");
}
