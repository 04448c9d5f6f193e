using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Words;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Cli.RunFiles;

/// <summary>A mapping of the run file; without known fields, any will do. Reading never stops at a fault: it is noted, and a harmless value stands in.</summary>
internal sealed class Section
{
    private readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FaultList _faults;
    private readonly bool _present;

    public Section(YamlNode? node, string path, FaultList faults, params string[] known)
    {
        (_path, _faults) = (path, faults);

        if (node is not YamlMappingNode mapping)
        {
            if (node is not null) faults.Add(path, $"{path} must hold fields, not {Kind(node)}.", node);
            return;
        }

        _present = true;

        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            faults.Place(At(name), key);

            if (known.Length == 0 || known.Contains(name)) _fields[name] = value;
            else faults.Add(At(name), $"{At(name)} is not a known field. {Suggestion.For(name, known)}", key);
        }
    }

    /// <summary>Whether the field is written, with a value other than null.</summary>
    public bool Has(string field) => _fields.TryGetValue(field, out var node) && node is not YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <summary>Whether the field holds fields of its own.</summary>
    public bool IsMapping(string field) => _fields.TryGetValue(field, out var node) && node is YamlMappingNode;

    /// <summary>Whether the field is this word.</summary>
    public bool Is(string field, string word) => _fields.TryGetValue(field, out var node) && node is YamlScalarNode { Value: { } value } && value == word;

    /// <summary>Notes the field as missing when the section is there without it.</summary>
    public void Require(string field)
    {
        if (_present && !Has(field)) _faults.Add(At(field), $"{At(field)} is missing.");
    }

    public string? Text(string field) => Has(field) ? Scalar(_fields[field], At(field), "a text")?.Value : null;

    public double? Number(string field) => Plain(field, "a number") is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : Wrong<double>(field, $"a number, not '{text}'");

    public int? Integer(string field) => Plain(field, "a whole number") is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : Wrong<int>(field, $"a whole number, not '{text}'");

    public long? Long(string field) => Plain(field, "a whole number") is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : Wrong<long>(field, $"a whole number, not '{text}'");

    public ulong? Seed(string field) => Plain(field, "a whole number") is not { } text ? null
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Wrong<ulong>(field, $"a whole number of at least 0, not '{text}'");

    public TimeSpan? Time(string field) => Text(field) is not { } text ? null
        : Duration.Parse(text) ?? Wrong<TimeSpan>(field, $"{Duration.Text}, not '{text}'");

    /// <summary>One of some words; null when absent or not known.</summary>
    public string? Choice(string field, IReadOnlyCollection<string> known)
    {
        if (Text(field) is not { } text) return null;
        if (known.Contains(text)) return text;

        _faults.Add(At(field), $"{At(field)}: '{text}' is not known. {Suggestion.For(text, known)}", _fields[field]);
        return null;
    }

    /// <summary>A name; null when absent or not one.</summary>
    public T? Name<T>(string field)
        where T : struct, IIdentifier<T> =>
        Has(field) ? Name<T>(_fields[field], At(field)) : null;

    /// <summary>A list of names; empty when absent.</summary>
    public ImmutableArray<T> Names<T>(string field)
        where T : struct, IIdentifier<T> =>
        [.. Items(field).Select(item => Name<T>(item, At(field))).OfType<T>()];

    /// <summary>A list of words, each one of some; empty when absent.</summary>
    public ImmutableArray<string> Choices(string field, IReadOnlyCollection<string> known)
    {
        var words = Items(field).Select(item => (Node: item, Word: Scalar(item, At(field), "a list of texts")?.Value)).Where(w => w.Word is not null).ToArray();

        foreach (var (node, word) in words.Where(w => !known.Contains(w.Word!)))
            _faults.Add(At(field), $"{At(field)}: '{word}' is not known. {Suggestion.For(word!, known)}", node);

        return [.. words.Select(w => w.Word!).Where(known.Contains)];
    }

    /// <summary>A list of whole numbers; empty when absent.</summary>
    public ImmutableArray<int> Integers(string field) => [.. Items(field).Select(item => Integer(item, field)).OfType<int>()];

    /// <summary>The nodes of a list; empty when absent.</summary>
    public ImmutableArray<YamlNode> Items(string field)
    {
        if (!Has(field)) return [];
        if (_fields[field] is YamlSequenceNode sequence) return [.. sequence.Children];

        _faults.Add(At(field), $"{At(field)} must be a list, not {Kind(_fields[field])}.", _fields[field]);
        return [];
    }

    /// <summary>A section inside this one; one that is absent reads as empty.</summary>
    public Section Nested(string field, params string[] known) => new(Has(field) ? _fields[field] : null, At(field), _faults, known);

    private T? Name<T>(YamlNode node, string path)
        where T : struct, IIdentifier<T>
    {
        if (Scalar(node, path, "a name")?.Value is not { } text) return null;

        try
        {
            return T.Parse(text);
        }
        catch (FormatException fault)
        {
            _faults.Add(path, $"{path}: {fault.Message}", node);
            return null;
        }
    }

    private int? Integer(YamlNode node, string field)
    {
        if (node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;

        _faults.Add(At(field), $"{At(field)} must be a list of whole numbers{(node is YamlScalarNode { Value: var text } ? $"; '{text}' is none" : "")}.", node);
        return null;
    }

    private string? Plain(string field, string type)
    {
        if (!Has(field) || Scalar(_fields[field], At(field), type) is not { } scalar) return null;
        if (scalar.Style is ScalarStyle.Plain) return scalar.Value;

        _faults.Add(At(field), $"{At(field)} must be {type}, not the text '{scalar.Value}': leave out the quotes.", scalar);
        return null;
    }

    private YamlScalarNode? Scalar(YamlNode node, string path, string type)
    {
        if (node is YamlScalarNode scalar) return scalar;

        _faults.Add(path, $"{path} must be {type}, not {Kind(node)}.", node);
        return null;
    }

    private T? Wrong<T>(string field, string rule)
        where T : struct
    {
        _faults.Add(At(field), $"{At(field)} must be {rule}.", _fields[field]);
        return null;
    }

    private string At(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    private static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "fields",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: var value } => $"'{value}'",
        _ => "an alias",
    };
}
