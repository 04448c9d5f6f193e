using System.Collections.Immutable;

using YamlDotNet.RepresentationModel;

namespace FedGrains.Cli.RunFiles;

/// <summary>The faults of a run file while it is read, and on which line each of its fields is.</summary>
internal sealed class FaultList
{
    private readonly List<(long Line, string Field, string Text)> _faults = [];
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    public bool IsEmpty => _faults.Count == 0;

    /// <summary>Whether a fault was noted in this field or inside it.</summary>
    public bool Has(string field) => _faults.Any(f => f.Field == field || f.Field.StartsWith(field + ".", StringComparison.Ordinal));

    public void Place(string field, YamlNode node) => _lines[field] = node.Start.Line;

    /// <summary>Notes a fault. <paramref name="text"/> is the whole sentence and begins with the field.</summary>
    public void Add(string field, string text, YamlNode? node = null) => _faults.Add((node?.Start.Line ?? LineOf(field), field, text));

    /// <summary>Notes what Core finds wrong, except in fields that could not be read: there a default stands in, and its faults mean nothing.</summary>
    public void AddUnlessUnread(IEnumerable<string> sentences)
    {
        var unread = _faults.Select(f => f.Field).ToArray();

        foreach (var sentence in sentences)
            if (FieldOf(sentence) is var field && !unread.Any(u => field == u || field.StartsWith(u + ".", StringComparison.Ordinal)))
                Add(field, sentence);
    }

    public ImmutableArray<string> Sentences() =>
        [.. _faults.OrderBy(f => f.Line == 0 ? long.MaxValue : f.Line).Select(f => f.Line == 0 ? f.Text : $"line {f.Line}: {f.Text}")];

    private long LineOf(string field) => _lines.GetValueOrDefault(field);

    // Core's sentences begin with the field: "rounds must be …", "training.loss: …"; a layer's with "Model layer 1: …".
    private static string FieldOf(string sentence) =>
        sentence.StartsWith("Model", StringComparison.Ordinal) ? "model" : sentence[..sentence.IndexOfAny([' ', ':'])];
}
