using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Models;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Tests.Models;

/// <summary>What programs and people are told of a version's privacy.</summary>
public sealed class PrivacyViewTests
{
    private static readonly ModelPrivacy Private = new(
        "record",
        "addOrRemoveOne",
        1e-3,
        "pld",
        [Of("leeds", 0.81234), Of("york", 0.99711)],
        ["anything else."],
        "The records of york are promised least.");

    [Fact]
    public void Of_Private_IsTheWorstOff()
    {
        var view = PrivacyView.Of(Private);

        Assert.Equal((true, 0.99711, 1e-3, "pld", new NodeId("york")), (view.Protected, view.Epsilon, view.Delta, view.Accountant, view.WorstNode));
        Assert.Equal([0.81234, 0.99711], view.Nodes.Select(n => n.Epsilon!.Value));
    }

    // JSON has no infinity, and null is no promise.
    [Fact]
    public void Of_Unprotected_HasNoEpsilonInJson()
    {
        var view = PrivacyView.Of(Private with { Nodes = [Of("leeds", double.PositiveInfinity)], Sentence = "Without protection." });
        using var json = JsonDocument.Parse(Terminal.ToJson(view));

        Assert.False(view.Protected);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("epsilon").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("nodes")[0].GetProperty("epsilon").ValueKind);
    }

    [Fact]
    public void Of_VersionOfBeforeThereWerePromises_PromisesNothing()
    {
        var view = PrivacyView.Of(null);

        Assert.Equal((false, null), (view.Protected, view.Epsilon));
        Assert.Equal("It was recorded before versions said what is promised about them, so nothing is.", view.Sentence);
    }

    [Fact]
    public void Of_BeforeTraining_IsPerfect()
    {
        var view = PrivacyView.Of(ModelPrivacy.BeforeTraining);

        Assert.Equal((true, 0.0, 0.0, null), (view.Protected, view.Epsilon, view.Delta, view.WorstNode));
    }

    [Fact]
    public void Print_Private_SaysTheSentenceAndEachNode()
    {
        var said = Printed(Private);

        Assert.Contains("The records of york are promised least.", said, StringComparison.Ordinal);
        Assert.Contains("Each record of leeds: ε = 0.8124 at δ = 0.001, by 8 rounds of one step\n", said, StringComparison.Ordinal);
        Assert.Contains("Each record of york: ε = 0.9972 at δ = 0.001, by 8 rounds of one step\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_Unprotected_SaysSoInWords()
    {
        var said = Printed(Private with { Nodes = [Of("leeds", double.PositiveInfinity)], Sentence = "Without protection: updates of leeds were made without noise." });

        Assert.Contains("Without protection: updates of leeds were made without noise.", said, StringComparison.Ordinal);
        Assert.Contains("Each record of leeds: no protection, by 8 rounds of one step\n", said, StringComparison.Ordinal);
    }

    private static NodePrivacy Of(string node, double epsilon) => new(new(new(node), 100, [new(new DpSgdMechanism(1, 7.3, 0.5, 1), 8)], 0), "8 rounds of one step", epsilon);

    private static string Printed(ModelPrivacy privacy)
    {
        var output = new StringWriter();
        var version = ModelVersion.Initial(RunKey.Parse("heart/first"), new(0, Digest.Of("model"u8), 100, 50, null), DateTimeOffset.UnixEpoch) with { Evaluation = ModelEvaluation.None, Privacy = privacy };
        ModelTables.Print(new(output, TextWriter.Null, json: false), ModelVersionView.Of(version));

        return output.ToString();
    }
}
