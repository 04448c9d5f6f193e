using System.Diagnostics;
using System.Text.Json.Nodes;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Rounds;

namespace FedGrains.Cli.Tests.Rounds;

/// <summary>Folders that somebody made to break the verifier: each is answered with a verdict or a sentence.</summary>
public sealed class HostileFolderTests : IAsyncLifetime
{
    private readonly string _parent = Directory.CreateTempSubdirectory("fedgrains-hostile-").FullName;
    private readonly MaskedRoundFolder _round = new();

    private string Folder => Path.Combine(_parent, "round");

    public async ValueTask InitializeAsync() => await ExportedEvidence.Write(Folder, _round.Facts, _round, default);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_parent, recursive: true);

        return ValueTask.CompletedTask;
    }

    // As JSON can say them, and no program of ours writes them.
    public static TheoryData<string, string> Facts => new()
    {
        { "/weighting", "7" },
        { "/weighting", "\"magic\"" },
        { "/contributors/0", "null" },
        { "/contributors/0/node", "null" },
        { "/contributors/0/node", "\"../../x\"" },
        { "/contributors/0/vector", "null" },
        { "/contributors/0/examples", "9223372036854775807" },
        { "/contributors", "null" },
        { "/contributors", "[]" },
        { "/federation", "null" },
        { "/run", "null" },
        { "/round", "-1" },
        { "/roster", "null" },
        { "/transcript", "null" },
        { "/model/digest", "null" },
        { "/model", "null" },
        { "/base/digest", "null" },
        { "/base", "null" },
        { "/strategy/name", "null" },
        { "/strategy/name", "\"magic\"" },
        { "/strategy/serverLearningRate", "\"NaN\"" },
        { "/site/model/input", "null" },
        { "/site/model/input", "[0]" },
        { "/site/model/layers", "null" },
        { "/site/model/layers/0", "null" },
        { "/site/model/layers/0", "{ \"layer\": \"linear\", \"units\": 2147483647 }" },
        { "/site/model/layers/0", "{ \"layer\": \"linear\", \"units\": -1 }" },
        { "/site/model/layers", "[]" },
        { "/site/model", """{ "input": [1, 1], "layers": [{ "layer": "convolution", "channels": 1, "kernel": 1, "padding": 1500000000 }, { "layer": "flatten" }, { "layer": "linear", "units": 1 }] }""" },
        { "/site/masking/largestCohort", "0" },
        { "/site/masking/largestCohort", "2147483647" },
        { "/site/masking/weightCap", "-1" },
        { "/site/masking/clip", "\"Infinity\"" },
        { "/site/training", "null" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task Verify_FactsThatNoRoundHas_IsASentence(string place, string value)
    {
        var facts = JsonNode.Parse(await File.ReadAllTextAsync(At("verify.json")))!;
        Replace(facts, place.Split('/').AsSpan(1), JsonNode.Parse(value));
        await File.WriteAllTextAsync(At("verify.json"), facts.ToJsonString());

        await Refused();
    }

    [Fact]
    public async Task Verify_TwoContributorsWhoseRecordsOverflow_IsASentence()
    {
        var facts = JsonNode.Parse(await File.ReadAllTextAsync(At("verify.json")))!;
        foreach (var contributor in facts["contributors"]!.AsArray()) contributor!["examples"] = long.MaxValue;
        await File.WriteAllTextAsync(At("verify.json"), facts.ToJsonString());

        await Refused();
    }

    // A terminal obeys what is printed on it.
    [Fact]
    public async Task Verify_FactsWithControlCharacters_PrintsNone()
    {
        var facts = JsonNode.Parse(await File.ReadAllTextAsync(At("verify.json")))!;
        facts["strategy"]!["name"] = "\u001b[2JVerified\r\nVerified";
        await File.WriteAllTextAsync(At("verify.json"), facts.ToJsonString());
        var said = await Refused();

        Assert.DoesNotContain('\u001b', said);
        Assert.Single(said.TrimEnd('\n').Split('\n'));
    }

    // An archive can hold one, and opening it would wait for ever.
    [Theory]
    [InlineData("transcript.bin")]
    [InlineData("base.safetensors")]
    [InlineData("model.safetensors")]
    [InlineData("vectors/site-001.bin")]
    [InlineData("verify.json")]
    public async Task Verify_APipeInAFilesPlace_IsNotWaitedFor(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps pipes elsewhere.");
        File.Delete(At(file));
        using (var mkfifo = Process.Start("mkfifo", At(file))) await mkfifo.WaitForExitAsync();
        Assert.True(File.Exists(At(file)));

        await Refused();
    }

    [Theory]
    [InlineData("transcript.bin")]
    [InlineData("vectors/site-001.bin")]
    [InlineData("verify.json")]
    public async Task Verify_ALinkInAFilesPlace_IsNotFollowed(string file)
    {
        File.Move(At(file), Path.Combine(_parent, "elsewhere"));
        File.CreateSymbolicLink(At(file), Path.Combine(_parent, "elsewhere"));

        Assert.Contains("is a link", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FactsThatDoNotEnd_IsASentence()
    {
        await using (var file = File.OpenWrite(At("verify.json"))) file.SetLength(1L << 33);

        Assert.Contains("which no round's facts have", await Refused(), StringComparison.Ordinal);
    }

    // Their length gives them away before they are read.
    [Theory]
    [InlineData("transcript.bin")]
    [InlineData("base.safetensors")]
    [InlineData("model.safetensors")]
    [InlineData("vectors/site-001.bin")]
    public async Task Verify_AFileThatDoesNotEnd_IsNotRead(string name)
    {
        await using (var file = File.OpenWrite(At(name))) file.SetLength(1L << 40);

        Assert.Contains($"{1L << 40} bytes", await Refused(), StringComparison.Ordinal);
    }

    private async Task<string> Refused()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(["round", "verify", "--transcript", Folder], output, error, CancellationToken.None);
        var said = $"{output}{error}";

        Assert.Equal(ExitCode.Refused, code);
        Assert.NotEmpty(said);

        return said;
    }

    private string At(string file) => Path.Combine(Folder, file);

    private static void Replace(JsonNode node, ReadOnlySpan<string> path, JsonNode? value)
    {
        foreach (var step in path[..^1]) node = Step(node, step);

        if (node is JsonArray array) array[Index(path[^1])] = value;
        else node[path[^1]] = value;
    }

    private static JsonNode Step(JsonNode node, string step) => node is JsonArray ? node[Index(step)]! : node[step]!;

    private static int Index(string step) => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
}
