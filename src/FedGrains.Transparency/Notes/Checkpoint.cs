using System.Globalization;

using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Notes;

/// <summary>What a log is at a size: C2SP tlog-checkpoint, v1, without extension lines.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Entries in it.</param>
/// <param name="Root">The root over them.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text of a checkpoint; a <see cref="FormatException"/> says what is wrong with it.</summary>
    public static Checkpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""]) throw new FormatException("A checkpoint is three lines: the log's origin, its size and its root.");
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries) || (size.Length > 1 && size[0] == '0')) throw new FormatException($"'{size}' is not the size of a log.");

        return new(origin, entries, TreeHash.Parse(root) ?? throw new FormatException($"'{root}' is not the root of a log: it is {TreeHash.Size} bytes in base64."));
    }
}
