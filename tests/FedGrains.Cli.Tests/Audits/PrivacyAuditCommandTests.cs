using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Attacks;
using FedGrains.Health.Datasets;
using FedGrains.Testing;

namespace FedGrains.Cli.Tests.Audits;

/// <summary>The verb from end to end: a run file goes in, a verdict and an exit code come out.</summary>
public sealed class PrivacyAuditCommandTests : IDisposable
{
    private const string Quick = "--records 100 --shadow-models 64 --seed 3";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedgrains-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Undefended_AttacksSucceedAndNoDefenceIsClaimed()
    {
        var (code, output, error) = await Run($"{RunFile("batchSize: 25")} --synthetic {Quick}");

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(6, output.Split("no defence claimed  ").Length - 1);
        Assert.Matches("inversion, read off +recognised, PSNR +100.0 %", output);
        Assert.Matches("labels +guesses right +100.0 %", output);
        Assert.Contains("Nothing is sent anywhere.", output, StringComparison.Ordinal);
        Assert.Contains("The plan claims no defence.", output, StringComparison.Ordinal);
        Assert.Contains("The records were made up.", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.json"));
    }

    [Fact]
    public async Task Private_AttacksFailAndTheDefenceHolds()
    {
        var output = Path.Combine(_folder, "out");
        var (code, text, error) = await Run($"{RunFile(Private)} --synthetic {Quick} --output {output}");
        var audit = PrivacyAudit.Parse(await File.ReadAllBytesAsync(Path.Combine(output, "report.json")));

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal([AttackVerdict.Held, AttackVerdict.Held, AttackVerdict.Held], audit.Findings.Where(f => f.Test is not null).Select(f => f.Verdict));
        Assert.Equal(0, audit.Findings[0].Defended!.Find(FigureNames.Recognised)!.Value);
        Assert.Equal((RecordSource.Synthetic, 100, 3ul), (audit.Records.Source, audit.Records.Count, audit.Seed));
        Assert.Contains("10 steps with the sampling rate 0.2 and noise of 4 times the clipping norm (accountant pld).", text, StringComparison.Ordinal);

        Assert.Equal(["canary.svg", "inversion.svg", "membership.svg", "report.json", "summary.html"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await File.ReadAllTextAsync(Path.Combine(output, "summary.html"))).Split("<svg").Length - 1);

        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.GetFiles(output)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    // The plan says noise, and the trainer's generator gives zeros.
    [Fact]
    public async Task BrokenDefence_IsRefutedWithExitCodeOne()
    {
        using var zeros = new Zeros();
        var (code, output, error) = await Run($"{RunFile(Private)} --synthetic {Quick} --attacks membership --json", zeros);
        var audit = PrivacyAudit.Parse(Encoding.UTF8.GetBytes(output));

        Assert.Equal(ExitCode.Refused, code);
        Assert.True(audit.IsRefuted);
        Assert.StartsWith("The defence is refuted by: membership of a canary.", error, StringComparison.Ordinal);
        Assert.True(audit.Findings[0].Test!.EpsilonShown > audit.Findings[0].Guarantee!.Epsilon);
    }

    [Fact]
    public async Task BrokenDefence_ForPeople_StandsInTheTable()
    {
        using var zeros = new Zeros();
        var (code, output, _) = await Run($"{RunFile(Private)} --synthetic {Quick} --attacks membership", zeros);

        Assert.Equal(ExitCode.Refused, code);
        Assert.Matches("membership of a canary .* REFUTED", output);
        Assert.Contains(AttackVerdict.Refuted.Explain(), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dataset_SitesOwnRecords_WarnsOfTheReport()
    {
        var hospital = SyntheticHospitals.Write(_folder, SyntheticHospitals.Profiles[2], seed: 1);
        var (code, output, error) = await Run($"{RunFile("batchSize: 10", "heart-risk", features: 13)} --dataset {hospital.DefinitionPath} --records 40 --attacks inversion,labels");

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("Attacked over 40 of the site's training records", output, StringComparison.Ordinal);
        Assert.Contains("Keep it at the site", output, StringComparison.Ordinal);
        Assert.Matches("labels +guesses right +100.0 %", output);
        Assert.DoesNotContain("membership", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dataset_ThatTheRunCannotUse_IsRefused()
    {
        var hospital = SyntheticHospitals.Write(_folder, SyntheticHospitals.Profiles[3], seed: 1);
        File.Move(hospital.DataPath, hospital.DataPath + ".away");

        Assert.Equal(
            (ExitCode.Refused, "The run trains on 'made-up', and the definition is of 'heart-risk'. Give the definition of the run's dataset.\n"), await Refused($"{RunFile("batchSize: 10")} --dataset {hospital.DefinitionPath}"));
        Assert.Contains("There is no such file", (await Refused($"{RunFile("batchSize: 10", "heart-risk")} --dataset {hospital.DefinitionPath}")).Error, StringComparison.Ordinal);

        File.Move(hospital.DataPath + ".away", hospital.DataPath);
        Assert.Contains("the model takes records of shape [8], and the dataset has 13 features", (await Refused($"{RunFile("batchSize: 10", "heart-risk")} --dataset {hospital.DefinitionPath}")).Error, StringComparison.Ordinal);
        Assert.Contains("There are ", (await Refused($"{RunFile("batchSize: 10", "heart-risk", features: 13)} --dataset {await Few(hospital)}")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_ThatNothingAppliesTo_IsRefused() => Assert.Equal(
        (ExitCode.Refused, "No attack applies.\n- labels: the plan trains no classifier.\n"),
        await Refused($"{RunFile("batchSize: 10", loss: "meanSquaredError")} --synthetic --attacks labels"));

    [Fact]
    public async Task Plan_ThatDiverges_IsRefusedInASentence()
    {
        var (code, error) = await Refused($"{RunFile("batchSize: 10", rate: "1e30", loss: "meanSquaredError")} --synthetic --attacks membership");

        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith("Training diverged at step ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounds_MoreThanTheRunHas_AreRefused() =>
        Assert.Equal((ExitCode.Refused, "--rounds is 4, and the run has 3.\n"), await Refused($"{RunFile("batchSize: 10")} --synthetic --rounds 4"));

    [Fact]
    public async Task Rounds_Several_ArePricedTogether()
    {
        var (_, one, _) = await Run($"{RunFile(Private)} --synthetic --records 20 --attacks property --json");
        var (_, three, _) = await Run($"{RunFile(Private)} --synthetic --records 20 --attacks property --rounds 3 --json");

        Assert.Equal((10, 30), (Guarantee(one).GetProperty("mechanism").GetProperty("steps").GetInt32(), Guarantee(three).GetProperty("mechanism").GetProperty("steps").GetInt32()));
        Assert.True(Guarantee(three).GetProperty("epsilon").GetDouble() > Guarantee(one).GetProperty("epsilon").GetDouble());
    }

    [Theory]
    [InlineData("", "Give --dataset or --synthetic, one of the two.")]
    [InlineData("--synthetic --dataset d.yaml", "Give --dataset or --synthetic, one of the two.")]
    [InlineData("--synthetic --attacks inversion,lables", "--attacks: 'lables' is not known. Did you mean 'labels'? Known: inversion, labels, membership, property.")]
    [InlineData("--synthetic --records 9", "--records takes a whole number from 10")]
    [InlineData("--synthetic --shadow-models 31", "--shadow-models takes a whole number from 32")]
    [InlineData("--synthetic --delta 0", "--delta takes a number between 0 and 1")]
    public async Task WrongCommandLine_SaysTheRule(string options, string rule)
    {
        var (code, output, error) = await Run($"{RunFile("batchSize: 10")} {options}");

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(rule, error, StringComparison.Ordinal);
    }

    private const string Private = "privacy: { clippingNorm: 1, noiseMultiplier: 4, samplingRate: 0.2 }";

    private static JsonElement Guarantee(string json) => JsonDocument.Parse(json).RootElement.GetProperty("guarantee");

    private async Task<(int Code, string Error)> Refused(string arguments)
    {
        var (code, _, error) = await Run(arguments);

        return (code, error);
    }

    private static async Task<string> Few(SyntheticHospital hospital)
    {
        var lines = await File.ReadAllLinesAsync(hospital.DataPath);
        await File.WriteAllLinesAsync(hospital.DataPath, lines.Where(line => !line.Split(',').Contains("")).Take(12));

        return hospital.DefinitionPath;
    }

    private string RunFile(string batches, string dataset = "made-up", int features = 8, string loss = "binaryCrossEntropy", string rate = "0.2")
    {
        var path = Path.Combine(_folder, "run.yaml");

        File.WriteAllText(path, $$"""
            dataset: {{dataset}}
            model: { kind: logistic, features: {{features}} }
            training:
              loss: {{loss}}
              optimizer: { learningRate: {{rate}} }
              {{batches}}
              localSteps: 10
            rounds: 3
            seed: 1
            """);

        return $"audit privacy --file {path}";
    }

    private static async Task<(int Code, string Output, string Error)> Run(string command, RandomNumberGenerator? randomness = null)
    {
        using var seeded = new SeededGenerator(1);
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, CancellationToken.None, randomness ?? seeded);

        return (code, output.ToString(), error.ToString());
    }

    private sealed class Zeros : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => Array.Clear(data);

        public override void GetBytes(Span<byte> data) => data.Clear();
    }
}
