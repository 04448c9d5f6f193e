using FedGrains.Core.Models;
using FedGrains.Core.Words;

using YamlDotNet.RepresentationModel;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads one layer: <c>relu</c>, or a name with settings such as <c>linear: {units: 16}</c>.</summary>
internal static class LayerSection
{
    private static readonly Dictionary<string, string[]> Settings = new(StringComparer.Ordinal)
    {
        ["linear"] = ["units"],
        ["convolution"] = ["channels", "kernel", "stride", "padding"],
        ["maxPooling"] = ["kernel"],
        ["flatten"] = [],
        ["relu"] = [],
        ["tanh"] = [],
        ["sigmoid"] = [],
        ["dropout"] = ["probability"],
        ["embedding"] = ["entries", "width"],
        ["layerNorm"] = [],
        ["groupNorm"] = ["groups"],
        ["rmsNorm"] = [],
    };

    private const string BatchNorm =
        "there is no batch normalisation: it mixes the records of a batch, so no record's part in a gradient can be bounded, and its running means would leave the site. Use groupNorm, layerNorm or rmsNorm.";

    private static readonly string[] Optional = ["stride", "padding"];

    /// <summary>The layer, or null when it could not be read.</summary>
    public static Layer? Read(YamlNode node, string path, FaultList faults) => node switch
    {
        YamlScalarNode { Value: { } name } => Read(name, null, node, path, faults),
        YamlMappingNode { Children.Count: 1 } mapping when mapping.Children.First() is { Key: YamlScalarNode { Value: { } name } } only => Read(name, only.Value, node, path, faults),
        _ => Wrong(node, path, faults),
    };

    private static Layer? Read(string name, YamlNode? value, YamlNode node, string path, FaultList faults)
    {
        if (!Settings.TryGetValue(name, out var known))
        {
            faults.Add(path, $"{path}: {(name.StartsWith("batchNorm", StringComparison.OrdinalIgnoreCase) ? BatchNorm : $"'{name}' is not a known layer. {Suggestion.For(name, Settings.Keys)}")}", node);
            return null;
        }

        faults.Place(path, node);
        var section = new Section(value is YamlScalarNode { Value: null or "" } ? null : value, $"{path}.{name}", faults, known);

        if (known.Length == 0 && value is YamlMappingNode { Children.Count: > 0 }) faults.Add(path, $"{path}: {name} has no settings; write {name}.", value);
        foreach (var field in known.Except(Optional)) section.Require(field);

        return Layer(name, section);
    }

    private static Layer Layer(string name, Section section) => name switch
    {
        "linear" => new Layer.Linear(section.Integer("units") ?? 0),
        "convolution" => new Layer.Convolution(section.Integer("channels") ?? 0, section.Integer("kernel") ?? 0, section.Integer("stride") ?? 1, section.Integer("padding") ?? 0),
        "maxPooling" => new Layer.MaxPooling(section.Integer("kernel") ?? 0),
        "flatten" => new Layer.Flatten(),
        "relu" => new Layer.Relu(),
        "tanh" => new Layer.Tanh(),
        "sigmoid" => new Layer.Sigmoid(),
        "embedding" => new Layer.Embedding(section.Integer("entries") ?? 0, section.Integer("width") ?? 0),
        "layerNorm" => new Layer.LayerNorm(),
        "groupNorm" => new Layer.GroupNorm(section.Integer("groups") ?? 0),
        "rmsNorm" => new Layer.RmsNorm(),
        _ => new Layer.Dropout(section.Number("probability") ?? 0),
    };

    private static Layer? Wrong(YamlNode node, string path, FaultList faults)
    {
        faults.Add(path, $"{path} must be the name of a layer, or a name with its settings such as linear: {{units: 16}}.", node);
        return null;
    }
}
