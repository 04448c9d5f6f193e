using System.Collections.Immutable;
using System.Globalization;
using FedGrains.Core.Words;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>A mapping of the definition. Reading never stops at a fault: it is noted, and a harmless value stands in.</summary>
internal sealed class Section
{
    private readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<string> _faults;

    public Section(YamlNode? node, string path, List<string> faults, params string[] known)
    {
        _path = path;
        _faults = faults;

        if (node is not YamlMappingNode mapping)
        {
            Fault(node, path.Length == 0 ? "definition" : path, "must be a mapping of fields");
            return;
        }

        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";

            if (known.Contains(name)) _fields[name] = value;
            else _faults.Add($"{At(name)}: not a known field{Line(key)}. {Suggestion.For(name, known)}");
        }
    }

    /// <summary>Whether the field is written, with a value other than null.</summary>
    public bool Has(string field) => _fields.TryGetValue(field, out var node) && !IsNull(node);

    /// <summary>Whether the field is written at all.</summary>
    public bool IsWritten(string field) => _fields.ContainsKey(field);

    /// <summary>The field as text; null when absent.</summary>
    public string? Text(string field)
    {
        if (!Has(field)) return null;
        if (_fields[field] is YamlScalarNode scalar) return scalar.Value ?? "";

        Fault(_fields[field], At(field), "must be one value");
        return null;
    }

    /// <summary>The field as text that must be there.</summary>
    public string? Required(string field)
    {
        if (!Has(field)) _faults.Add($"{At(field)}: is missing.");

        return Text(field);
    }

    /// <summary>A finite number; null when absent.</summary>
    public double? Number(string field)
    {
        if (Text(field) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;

        Fault(_fields[field], At(field), $"must be a number, not '{text}'");
        return null;
    }

    /// <summary>An integer from 0 to 2³² − 1; null when absent.</summary>
    public uint? Seed(string field)
    {
        if (Text(field) is not { } text) return null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return seed;

        Fault(_fields[field], At(field), $"must be an integer from 0 to {uint.MaxValue}, not '{text}'");
        return null;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string field, bool otherwise)
    {
        if (Text(field) is not { } text) return otherwise;
        if (bool.TryParse(text, out var flag)) return flag;

        Fault(_fields[field], At(field), $"must be true or false, not '{text}'");
        return otherwise;
    }

    /// <summary>One of an enum's members; null when absent or not known.</summary>
    public TEnum? Choice<TEnum>(string field) where TEnum : struct, Enum
    {
        if (Text(field) is not { } text) return null;

        foreach (var member in Enum.GetValues<TEnum>())
            if (Spelling.Of(member) == text) return member;

        _faults.Add($"{At(field)}: '{text}' is not known{Line(_fields[field])}. {Suggestion.For(text, Spelling.All<TEnum>())}");
        return null;
    }

    /// <summary>A list of texts; empty when absent.</summary>
    public ImmutableArray<string> Texts(string field)
    {
        var items = Items(field);

        foreach (var item in items.Where(item => item is not YamlScalarNode)) Fault(item, At(field), "must hold one value an item");

        return [.. items.OfType<YamlScalarNode>().Select(item => item.Value ?? "")];
    }

    /// <summary>The nodes of a list; empty when absent.</summary>
    public ImmutableArray<YamlNode> Items(string field)
    {
        if (!Has(field)) return [];
        if (_fields[field] is YamlSequenceNode sequence) return [.. sequence.Children];

        Fault(_fields[field], At(field), "must be a list");
        return [];
    }

    /// <summary>A mapping that must be there; null, with a fault noted, when it is not.</summary>
    public Section? Nested(string field, params string[] known)
    {
        if (!Has(field)) _faults.Add($"{At(field)}: is missing.");

        return Has(field) ? new(_fields[field], At(field), _faults, known) : null;
    }

    /// <summary>Notes a fault of a field of this section.</summary>
    public void Fault(string field, string rule) => Fault(_fields.GetValueOrDefault(field), At(field), rule);

    private void Fault(YamlNode? node, string path, string rule) => _faults.Add($"{path}: {rule}{Line(node)}.");

    private string At(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    private static string Line(YamlNode? node) => node is null ? "" : $" (line {node.Start.Line})";

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}
