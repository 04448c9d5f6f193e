using FedGrains.Core.Models;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>model</c>: a kind with its sizes, or a list of layers.</summary>
internal static class ModelSection
{
    private static readonly string[] Kinds = ["logistic", "linear", "mlp", "cnn", "layers"];

    /// <summary>The model, or null when it could not be read.</summary>
    public static ModelDefinition? Read(Section root, FaultList faults)
    {
        root.Require("model");
        var any = root.Nested("model");
        any.Require("kind");

        var model = any.Choice("kind", Kinds) is { } kind ? Read(kind, root, faults) : null;

        return faults.Has("model") ? null : model;
    }

    private static ModelDefinition Read(string kind, Section root, FaultList faults) => kind switch
    {
        "mlp" => Perceptron(Open(root, "features", "hidden", "outputs")),
        "cnn" => Convolutional(Open(root, "image", "channels", "hidden", "outputs")),
        "layers" => Layered(Open(root, "input", "layers"), faults),
        _ => Regression(root.Nested("model", "kind", "features", "outputs")),
    };

    private static Section Open(Section root, params string[] fields)
    {
        var model = root.Nested("model", ["kind", .. fields]);

        foreach (var field in fields.Where(f => f != "hidden")) model.Require(field);

        return model;
    }

    private static ModelDefinition Regression(Section model)
    {
        model.Require("features");

        return ModelDefinition.Regression(model.Integer("features") ?? 0, model.Integer("outputs") ?? 1);
    }

    private static ModelDefinition Perceptron(Section model) =>
        ModelDefinition.Perceptron(model.Integer("features") ?? 0, model.Integers("hidden"), model.Integer("outputs") ?? 0);

    private static ModelDefinition Convolutional(Section model) =>
        ModelDefinition.ConvolutionalNetwork(model.Integers("image"), model.Integers("channels"), model.Integers("hidden"), model.Integer("outputs") ?? 0);

    private static ModelDefinition Layered(Section model, FaultList faults) =>
        new(model.Integers("input"), [.. model.Items("layers").Select((node, place) => LayerSection.Read(node, $"model.layers.{place + 1}", faults)).OfType<Layer>()]);
}
