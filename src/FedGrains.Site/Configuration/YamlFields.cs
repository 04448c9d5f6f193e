using System.Globalization;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Site.Configuration;

/// <summary>A mapping of a configuration. Reading never stops at a fault: it is noted, and the field counts as absent.</summary>
internal sealed class YamlFields(YamlMappingNode mapping, string path, List<string> faults)
{
    public void Allow(params string[] known)
    {
        foreach (var key in mapping.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";

            if (!known.Contains(name)) faults.Add($"{At(name)}: is not a known field (line {key.Start.Line}). Known: {string.Join(", ", known)}.");
        }
    }

    public string? Text(string field) => Node(field) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        var other => Fault<string?>(other, field, "must be one value"),
    };

    public int? Integer(string field)
    {
        if (Text(field) is not { } text) return null;

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Fault<int?>(Node(field)!, field, $"must be a whole number, not '{text}'");
    }

    public bool Flag(string field)
    {
        if (Text(field) is not { } text) return false;

        return bool.TryParse(text, out var flag) ? flag : Fault<bool>(Node(field)!, field, $"must be true or false, not '{text}'");
    }

    public T? Choice<T>(string field)
        where T : struct, Enum
    {
        if (Text(field) is not { } text) return null;

        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();

        return names.Contains(text) ? Enum.Parse<T>(text, ignoreCase: true) : Fault<T?>(Node(field)!, field, $"must be {string.Join(" or ", names)}, not '{text}'");
    }

    public IEnumerable<string> Texts(string field) => Node(field) switch
    {
        null => [],
        YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode { Value.Length: > 0 }) => list.Children.Cast<YamlScalarNode>().Select(item => item.Value!),
        var other => Fault<string[]>(other, field, "must be a list of texts") ?? [],
    };

    public YamlFields? Nested(string field) => Node(field) switch
    {
        null => null,
        YamlMappingNode nested => new(nested, At(field), faults),
        var other => Fault<YamlFields?>(other, field, "must be a mapping of fields"),
    };

    private YamlNode? Node(string field) =>
        mapping.Children.TryGetValue(new YamlScalarNode(field), out var node) && node is not YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } ? node : null;

    private T? Fault<T>(YamlNode node, string field, string rule)
    {
        faults.Add($"{At(field)}: {rule} (line {node.Start.Line}).");

        return default;
    }

    private string At(string field) => path.Length == 0 ? field : $"{path}.{field}";
}
