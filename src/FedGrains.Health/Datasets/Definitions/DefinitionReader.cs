using System.Collections.Immutable;
using FedGrains.Core.Identifiers;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>Reads a definition from YAML, of which JSON is a part. Faults of form and of sense are thrown together.</summary>
internal static class DefinitionReader
{
    private const int DeepestNesting = 16;

    private static readonly string[] CsvFields = ["header", "delimiter"];

    public static DatasetDefinition Read(string text, string origin, string directory)
    {
        List<string> faults = [];
        var definition = Definition(Root(text, origin), faults) with { Directory = directory };

        // A field or section that could not be read stands in the definition as a default; only the first fault of it means anything.
        var unread = faults.Select(Field).ToList();
        faults.AddRange(definition.Faults().Where(f => !unread.Any(u => Field(f) == u || Field(f).StartsWith(u + ".", StringComparison.Ordinal))));

        return faults.Count == 0 ? definition : throw new DatasetDefinitionException(origin, [.. faults]);
    }

    private static string Field(string fault) => fault.Split(": ")[0];

    /// <summary>How deep the text nests. The tree is loaded by recursion, and a stack that overflows takes the process with it.</summary>
    private static int Depth(string text)
    {
        var parser = new Parser(new StringReader(text));
        var (depth, deepest) = (0, 0);

        while (deepest <= DeepestNesting && parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    private static YamlMappingNode Root(string text, string origin)
    {
        try
        {
            if (Depth(text) > DeepestNesting) throw new DatasetDefinitionException(origin, ["The file is nested too deep for a definition."]);

            var stream = new YamlStream();
            stream.Load(new StringReader(text));

            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new DatasetDefinitionException(origin, ["The file must hold one YAML document that is a mapping of fields."]);
        }
        catch (YamlException fault)
        {
            throw new DatasetDefinitionException(origin, [$"The file is neither YAML nor JSON: line {fault.Start.Line}, column {fault.Start.Column}: {fault.Message}"]);
        }
    }

    private static DatasetDefinition Definition(YamlMappingNode node, List<string> faults)
    {
        var root = new Section(node, "", faults, "name", "source", "missing", "missingRows", "columns", "target", "split", "normalisation", "privacy");

        return new()
        {
            Name = new DatasetName(root.Required("name") ?? ""),
            Source = Source(root.Nested("source", "path", "format", "header", "delimiter")),
            Missing = root.Texts("missing"),
            MissingRows = root.Choice<MissingRows>("missingRows") ?? MissingRows.Refuse,
            Columns = Columns(root, faults),
            Target = Target(root.Nested("target", "column", "kind", "positiveAbove", "positive", "classes")),
            Split = Split(root.Nested("split", "method", "trainShare", "seed", "stratify")),
            Normalisation = root.Choice<Normalisation>("normalisation") ?? Normalisation.Zscore,
            Privacy = Budget(root),
        };
    }

    private static DatasetSource Source(Section? section)
    {
        if (section is null) return new("");

        var format = section.Choice<SourceFormat>("format") ?? SourceFormat.Csv;
        var delimiter = section.Text("delimiter") ?? ",";

        if (delimiter.Length != 1) section.Fault("delimiter", "must be one character");

        if (format is SourceFormat.Parquet)
            foreach (var field in CsvFields.Where(section.Has)) section.Fault(field, "is for csv only; leave it out");

        return new(section.Required("path") ?? "", format, section.Flag("header", otherwise: true), delimiter.Length == 1 ? delimiter[0] : ',');
    }

    private static ImmutableArray<DatasetColumn> Columns(Section root, List<string> faults)
    {
        if (!root.Has("columns")) root.Fault("columns", "is missing");

        return [.. root.Items("columns").Select((node, place) => Column(node, place, faults))];
    }

    private static DatasetColumn Column(YamlNode node, int place, List<string> faults)
    {
        var section = new Section(node, ColumnPath(node, place), faults, "name", "type", "unit", "description", "min", "max", "values", "encoding", "drop");
        if (node is not YamlMappingNode) return DatasetColumn.Dropped("");

        var drop = section.Flag("drop", otherwise: false);
        var type = drop ? section.Choice<ColumnType>("type") : Type(section);

        return new(section.Required("name") ?? "", type ?? ColumnType.Number)
        {
            Unit = section.Text("unit"),
            Description = section.Text("description"),
            Min = section.Number("min"),
            Max = section.Number("max"),
            Values = section.Texts("values"),
            Encoding = section.Choice<ColumnEncoding>("encoding"),
            Drop = drop,
        };
    }

    private static ColumnType? Type(Section section)
    {
        section.Required("type");

        return section.Choice<ColumnType>("type");
    }

    private static string ColumnPath(YamlNode node, int place)
    {
        var name = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("name"), out var value) ? (value as YamlScalarNode)?.Value : null;

        return DefinitionRules.ColumnPath(name, place);
    }

    private static DatasetBudget? Budget(Section root)
    {
        if (!root.IsWritten("privacy")) return null;

        // What is written and empty was meant as a limit; it must not become none.
        if (!root.Has("privacy"))
        {
            root.Fault("privacy", "must say epsilon and delta, or be left out");
            return null;
        }

        var section = root.Nested("privacy", "epsilon", "delta", "allowNonPrivate")!;
        section.Required("epsilon");
        section.Required("delta");

        return new(section.Number("epsilon") ?? 0, section.Number("delta") ?? 0, section.Flag("allowNonPrivate", otherwise: false));
    }

    private static DatasetTarget Target(Section? section)
    {
        if (section is null) return new("", TargetKind.Number);

        section.Required("kind");

        return new(section.Required("column") ?? "", section.Choice<TargetKind>("kind") ?? TargetKind.Number)
        {
            PositiveAbove = section.Number("positiveAbove"),
            Positive = section.Texts("positive"),
            Classes = section.Texts("classes"),
        };
    }

    private static DatasetSplit Split(Section? section)
    {
        if (section is null) return new(0, 0, Stratify: false);

        section.Required("trainShare");
        section.Required("seed");

        return new(
            section.Number("trainShare") ?? 0,
            section.Seed("seed") ?? 0,
            section.Choice<SplitMethod>("method") ?? SplitMethod.Seeded,
            section.Flag("stratify", otherwise: true));
    }
}
