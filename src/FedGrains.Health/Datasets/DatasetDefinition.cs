using System.Collections.Immutable;
using System.Text;
using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets.Definitions;

namespace FedGrains.Health.Datasets;

/// <summary>A dataset as its site declares it: the file, every column, the target, the folds and the scaling. Written as YAML or JSON.</summary>
public sealed record DatasetDefinition
{
    private const long LargestFile = 1 << 20;

    /// <summary>The dataset's name, the same at every site.</summary>
    public required DatasetName Name { get; init; }

    /// <summary>Where the site's file is.</summary>
    public required DatasetSource Source { get; init; }

    /// <summary>Texts that mean "no value", besides an empty field.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>What happens to rows with a missing value. Default: the file is refused.</summary>
    public MissingRows MissingRows { get; init; }

    /// <summary>The columns; those of the file that are not listed are ignored.</summary>
    public required ImmutableArray<DatasetColumn> Columns { get; init; }

    /// <summary>What is to be predicted.</summary>
    public required DatasetTarget Target { get; init; }

    /// <summary>How rows become folds.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>How features are scaled. Default: z-score.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.Zscore;

    /// <summary>What may be spent of the records' privacy. Default: no limit.</summary>
    public DatasetBudget? Privacy { get; init; }

    /// <summary>The folder that <see cref="DatasetSource.Path"/> is relative to; not part of the written definition.</summary>
    public string Directory { get; init; } = ".";

    /// <summary>The file to read.</summary>
    public string FilePath => Path.GetFullPath(Path.Combine(Directory, Source.Path));

    /// <summary>The model's inputs in order: plain columns as declared, then one-hot ones.</summary>
    public ImmutableArray<DatasetFeature> Features() => [.. DatasetFeature.Of(Columns, Target.Column)];

    /// <summary>What is wrong with the definition, one sentence a fault; empty when it can be used.</summary>
    public ImmutableArray<string> Faults() => [.. DefinitionRules.Faults(this)];

    /// <summary>
    /// SHA-256 of what sites must agree on: everything except where the file is and how it is written (<see cref="Source"/> and
    /// <see cref="Missing"/>), and the site's own <see cref="Privacy"/>. Two sites with the same digest feed a model the same inputs in the same order.
    /// </summary>
    public Digest SchemaDigest() => Digest.Of(Encoding.UTF8.GetBytes(DefinitionWriter.Schema(this)));

    /// <summary>The definition as YAML; <see cref="Parse"/> reads it back.</summary>
    public string ToYaml() => DefinitionWriter.Yaml(this);

    /// <summary>Reads a YAML or JSON file. Throws a <see cref="DatasetDefinitionException"/> that lists every fault.</summary>
    public static DatasetDefinition Load(string path)
    {
        if (!File.Exists(path)) throw new DatasetDefinitionException($"'{path}'", ["The file does not exist."]);

        if (new FileInfo(path).Length > LargestFile) throw new DatasetDefinitionException($"'{path}'", ["The file is larger than 1 MiB, so it is no definition."]);

        return DefinitionReader.Read(File.ReadAllText(path), $"'{path}'", Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads YAML or JSON text; <paramref name="directory"/> is what the source's path is relative to. Throws as <see cref="Load"/> does.</summary>
    public static DatasetDefinition Parse(string text, string directory = ".") => DefinitionReader.Read(text, "(text)", directory);

    /// <summary>Whether both are written the same and look in the same folder.</summary>
    public bool Equals(DatasetDefinition? other) => other is not null && Directory == other.Directory && ToYaml() == other.ToYaml();

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Columns.Length);
}
