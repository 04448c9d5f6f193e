using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.RunFiles;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;

using Microsoft.AspNetCore.Builder;

namespace FedGrains.Cli.Tests.Models;

/// <summary>A report goes from an audit to a version, and from there along with the model; the coordinator is a real one in this process.</summary>
public sealed class AttachReportCommandTests : IAsyncLifetime
{
    private const string Plan = """
        name: first
        dataset: made-up
        model: { kind: logistic, features: 4 }
        training:
          loss: binaryCrossEntropy
          optimizer: { learningRate: 0.2 }
          privacy: { clippingNorm: 1, noiseMultiplier: 4, samplingRate: 0.2 }
          localSteps: 5
        rounds: 2
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedgrains-attach-").FullName;
    private readonly WebApplication _coordinator;

    public AttachReportCommandTests() => _coordinator = CoordinatorHost.Create(new() { Data = Data, Listen = "127.0.0.1:0", OrleansSiloPort = 0, OrleansGatewayPort = 0, Plaintext = true });

    private string Data => Path.Combine(_folder, "coordinator");

    public async ValueTask InitializeAsync()
    {
        await _coordinator.StartAsync();
        await File.WriteAllTextAsync(Place("run.yaml"), Plan);

        await using var client = await CoordinatorClient.Connect(Data, CancellationToken.None);
        await client.Federation(new("heart")).Create("Heart");
        await client.Run(RunKey.Parse("heart/first")).Start(RunFile.Parse(Plan).Configuration, [new("leeds")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _coordinator.StopAsync();
        await _coordinator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Report_OfTheRunsPlan_GoesAlongWithTheModel()
    {
        await Audit();

        var (code, output, error) = await Run($"model attach-report {Version} --file {Place("audit/report.json")}");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("Version 0 of 'heart/first': The report ", output, StringComparison.Ordinal);
        Assert.Contains("was attached before.", (await Run($"model attach-report {Version} --file {Place("audit/report.json")}")).Output, StringComparison.Ordinal);

        var shown = (await Run($"model show {Version}")).Output;
        Assert.Contains("over 10 made-up records, ε = ", shown, StringComparison.Ordinal);
        Assert.Matches("labels +guesses right +100.0 % .* %", shown);
        var view = JsonDocument.Parse((await Run($"model show {Version} --json")).Output).RootElement.GetProperty("attachedReports");
        Assert.Equal("labelRecovery", Assert.Single(view.EnumerateArray()).GetProperty("headlines")[0].GetProperty("attack").GetString());

        Assert.Equal(ExitCode.Done, (await Run($"model download {Version} --output {Place("model.safetensors")}")).Code);
        Assert.Equal(await File.ReadAllBytesAsync(Place("audit/report.json")), await File.ReadAllBytesAsync(Place("model.report-1.json")));
        var entry = Assert.Single(JsonDocument.Parse(await File.ReadAllTextAsync(Place("model.manifest.json"))).RootElement.GetProperty("attackReports").EnumerateArray());
        Assert.Equal("model.report-1.json", entry.GetProperty("file").GetString());
        Assert.Equal(Digest.Of(await File.ReadAllBytesAsync(Place("model.report-1.json"))).Value, entry.GetProperty("report").GetProperty("digest").GetString());
    }

    [Fact]
    public async Task File_ThatIsNoReportOfThePlan_IsRefusedInASentence()
    {
        await File.WriteAllTextAsync(Place("patients.csv"), "name,age\nSmith,71\n");
        await File.WriteAllBytesAsync(Place("model.bin"), new byte[1 << 20]);
        await File.WriteAllTextAsync(Place("run.yaml"), Plan.Replace("noiseMultiplier: 4", "noiseMultiplier: 5", StringComparison.Ordinal));
        await Audit();

        await Refuse("patients.csv", "was not attached. This is no report as 'fedgrains audit privacy' writes it: at line 1, byte 2, it is not JSON of that form.");
        await Refuse("model.bin", "has 1.0 MiB; a report has at most 256.0 KiB.");
        await Refuse("nothing.json", "There is no file ");
        await Refuse("audit/report.json", "was not attached. The report is of another plan");
        Assert.Contains("has no version 9", (await Run($"model attach-report --federation heart --run first --version 9 --coordinator {Data} --file {Place("patients.csv")}")).Error, StringComparison.Ordinal);
    }

    private string Version => $"--federation heart --run first --version 0 --coordinator {Data}";

    private string Place(string file) => Path.Combine(_folder, file);

    private async Task Audit() => Assert.Equal(
        ExitCode.Done, (await Run($"audit privacy --file {Place("run.yaml")} --synthetic --attacks labels --records 10 --output {Place("audit")}")).Code);

    private async Task Refuse(string file, string sentence)
    {
        var (code, output, error) = await Run($"model attach-report {Version} --file {Place(file)}");

        Assert.Equal((ExitCode.Refused, ""), (code, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Smith", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> Run(string command)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(command.Split(' '), output, error, CancellationToken.None);

        return (code, output.ToString(), error.ToString());
    }
}
