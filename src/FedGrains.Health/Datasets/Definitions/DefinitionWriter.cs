using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>Writes a definition as YAML: fields in a fixed order, defaults left out of columns, nothing that depends on the machine.</summary>
internal static class DefinitionWriter
{
    private static readonly ISerializer Serializer = new SerializerBuilder().WithNewLine("\n").WithIndentedSequences().Build();

    /// <summary>The whole definition.</summary>
    public static string Yaml(DatasetDefinition definition) => Serializer.Serialize(Mapping(
    [
        ("name", Text(definition.Name.Value)),
        ("source", Source(definition.Source)),
        ("missing", Texts(definition.Missing)),
        .. Agreed(definition),
        ("privacy", definition.Privacy is { } budget ? Budget(budget) : null),
    ]));

    /// <summary>The part that sites must agree on, as JSON without spaces. It is digested: a change here changes every schema digest.</summary>
    public static string Schema(DatasetDefinition definition) => Json(Mapping([("name", Text(definition.Name.Value)), .. Agreed(definition)]));

    private static (string Field, YamlNode? Value)[] Agreed(DatasetDefinition definition) =>
    [
        ("missingRows", Member(definition.MissingRows)),
        ("columns", new YamlSequenceNode(definition.Columns.Select(Column))),
        ("target", Target(definition.Target)),
        ("split", Split(definition.Split)),
        ("normalisation", Member(definition.Normalisation)),
    ];

    private static YamlMappingNode Source(DatasetSource source) => source.Format is SourceFormat.Parquet
        ? Mapping(("path", Text(source.Path)), ("format", Member(source.Format)))
        : Mapping(("path", Text(source.Path)), ("format", Member(source.Format)), ("header", Flag(source.Header)), ("delimiter", Quoted(source.Delimiter.ToString())));

    private static YamlMappingNode Column(DatasetColumn column) => Mapping(
        ("name", Text(column.Name)),
        ("type", column.Drop ? null : Member(column.Type)),
        ("unit", Text(column.Unit)),
        ("description", Text(column.Description)),
        ("min", Number(column.Min)),
        ("max", Number(column.Max)),
        ("values", Texts(column.Values)),
        ("encoding", column.Encoding is { } encoding ? Member(encoding) : null),
        ("drop", column.Drop ? Flag(true) : null));

    private static YamlMappingNode Target(DatasetTarget target) => Mapping(
        ("column", Text(target.Column)),
        ("kind", Member(target.Kind)),
        ("positiveAbove", Number(target.PositiveAbove)),
        ("positive", Texts(target.Positive)),
        ("classes", Texts(target.Classes)));

    private static YamlMappingNode Split(DatasetSplit split) => Mapping(
        ("method", Member(split.Method)),
        ("trainShare", Number(split.TrainShare)),
        ("seed", Plain(split.Seed.ToString(CultureInfo.InvariantCulture))),
        ("stratify", Flag(split.Stratify)));

    private static YamlMappingNode Budget(DatasetBudget budget) => Mapping(
        ("epsilon", Number(budget.Epsilon)),
        ("delta", Number(budget.Delta)),
        ("allowNonPrivate", Flag(budget.AllowNonPrivate)));

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => $"{{{string.Join(',', mapping.Children.Select(field => $"{Json(field.Key)}:{Json(field.Value)}"))}}}",
        YamlSequenceNode sequence => $"[{string.Join(',', sequence.Children.Select(Json))}]",
        _ => $"\"{JsonEncodedText.Encode(((YamlScalarNode)node).Value!)}\"",
    };

    private static YamlMappingNode Mapping(params (string Field, YamlNode? Value)[] fields) =>
        new(fields.Where(f => f.Value is not null).Select(f => new KeyValuePair<YamlNode, YamlNode>(Plain(f.Field), f.Value!)));

    private static YamlScalarNode? Number(double? value) => value is { } number ? Plain(number.ToString("R", CultureInfo.InvariantCulture)) : null;

    private static YamlSequenceNode? Texts(IReadOnlyCollection<string> items) =>
        items.Count == 0 ? null : new YamlSequenceNode(items.Select(item => Text(item)!)) { Style = SequenceStyle.Flow };

    private static YamlScalarNode Member<TEnum>(TEnum member) where TEnum : struct, Enum => Plain(Spelling.Of(member));

    private static YamlScalarNode Flag(bool value) => Plain(value ? "true" : "false");

    /// <summary>Plain only where no YAML reader could take the text for something else than it is.</summary>
    private static YamlScalarNode? Text(string? text) =>
        text is null ? null : text.Length > 0 && char.IsLetterOrDigit(text[0]) && text.All(IsPlain) && !IsWord(text) && text[^1] != ' ' ? Plain(text) : Quoted(text);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/' or '(' or ')';

    private static bool IsWord(string text) => text.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";

    private static YamlScalarNode Plain(string text) => new(text) { Style = ScalarStyle.Plain };

    private static YamlScalarNode Quoted(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };
}
