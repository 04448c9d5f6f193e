using System.Collections.Immutable;
using System.Text;

namespace FedGrains.Transparency.Notes;

/// <summary>A text that is signed by one or more keys: C2SP signed-note, v1.</summary>
/// <param name="Text">The text, with its last newline.</param>
/// <param name="Signatures">The lines under it, whoever made them.</param>
public sealed record SignedNote(string Text, ImmutableArray<NoteSignature> Signatures)
{
    /// <summary>Bytes in a note at most; more is refused unread.</summary>
    public const int LargestNote = 1 << 20;

    private const string Blank = "\n\n";

    // Bytes that are no UTF-8 are a fault, not a question mark.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a note; a <see cref="FormatException"/> says what is wrong with it. Nothing is verified yet.</summary>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestNote) throw new FormatException($"A signed note has at most {LargestNote:N0} bytes, not {bytes.Length:N0}.");

        try
        {
            return Parse(s_strict.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("A signed note is UTF-8, and this is not.", e);
        }
    }

    /// <summary>The same from a text.</summary>
    public static SignedNote Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var blank = note.LastIndexOf(Blank, StringComparison.Ordinal);
        if (blank < 0 || blank + Blank.Length == note.Length || !note.EndsWith('\n')) throw new FormatException("A signed note is a text, a blank line and at least one signature, and ends in a newline.");

        var text = note[..(blank + 1)];
        if (!IsText(text)) throw new FormatException("A signed note has no control character but newlines.");

        var lines = note[(blank + Blank.Length)..^1].Split('\n');

        return new(text, [.. lines.Select(line => NoteSignature.Parse(line) ?? throw new FormatException($"'{line}' is not the line of a signature."))]);
    }

    /// <summary>The keys of these that signed it. What others signed is passed over; a signature of one of these that does not verify makes the note void.</summary>
    /// <exception cref="FormatException">A signature of one of these keys is not of this text.</exception>
    public ImmutableArray<NoteKey> SignedBy(params IEnumerable<NoteKey> keys)
    {
        var signed = ImmutableArray.CreateBuilder<NoteKey>();

        foreach (var key in keys)
        {
            foreach (var signature in Signatures.Where(s => s.IsBy(key)))
            {
                if (!signature.Verifies(Text, key)) throw new FormatException($"The signature of '{key.Name}' is not of this text: one of the two was changed.");
                if (!signed.Contains(key)) signed.Add(key);
            }
        }

        return signed.ToImmutable();
    }

    /// <summary>The note with another signature under it.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>The whole note.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(s => $"{s}\n"))}";

    internal static void RequireText(string text)
    {
        if (!IsText(text) || !text.EndsWith('\n')) throw new ArgumentException("What is signed ends in a newline and has no other control character.", nameof(text));
    }

    private static bool IsText(string text) => !text.Any(c => c < ' ' && c != '\n');
}
