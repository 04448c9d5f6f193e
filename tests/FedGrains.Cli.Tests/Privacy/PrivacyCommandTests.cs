using System.Text.Json;

using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Tests.Privacy;

public sealed class PrivacyCommandTests
{
    private const string Training = "privacy epsilon --sampling-rate 0.01 --noise-multiplier 1 --steps 1000 --delta 1e-5";

    [Theory]
    [InlineData("pld", 1.8282367, 1e-6)]
    [InlineData("rdp", 2.1013, 1e-3)]
    public async Task Epsilon_Json_IsOneDocumentWithTheFigureFirst(string accountant, double expected, double digits)
    {
        var (code, output, error) = await Run($"{Training} --accountant {accountant} --json");
        using var document = JsonDocument.Parse(output);
        var first = document.RootElement.EnumerateObject().First();

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal("epsilon", first.Name);
        Assert.Equal(expected, first.Value.GetDouble(), digits);
    }

    [Theory]
    [InlineData("pld")]
    [InlineData("gaussian")]
    [InlineData("zcdp")]
    public async Task Epsilon_WithoutSampling_IsExact(string accountant)
    {
        var (_, output, _) = await Run($"privacy epsilon --sampling-rate 1 --noise-multiplier 1 --steps 1 --delta 1e-5 --accountant {accountant} --json");

        Assert.Equal(4.377178095681224, JsonDocument.Parse(output).RootElement.GetProperty("epsilon").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Epsilon_ForPeople_IsASentenceWithTheFigureRoundedUp()
    {
        var (code, output, _) = await Run(Training);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("ε = 1.829 at δ = 1E-05, for one record (or site) added or removed: 1000 steps of Gaussian noise, 1 times the clipping bound, each on a Poisson sample with the rate 0.01 (accountant pld).\n", output);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("zcdp")]
    public async Task Epsilon_AccountantWithoutABound_IsRefusedAndSaysWhoHasOne(string accountant)
    {
        var (code, output, error) = await Run($"{Training} --accountant {accountant} --json");

        Assert.Equal((ExitCode.Refused, ""), (code, output));
        Assert.Equal($"The accountant '{accountant}' has no bound for steps on a part of the data. Use --accountant pld or rdp, or the sampling rate 1.\n", error);
    }

    [Fact]
    public async Task Epsilon_EverythingOutOfRange_IsToldAtOnce()
    {
        var (code, output, error) = await Run("privacy epsilon --sampling-rate 1.5 --noise-multiplier 0 --steps 0 --delta 1 --accountant rpd");

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("--sampling-rate takes a number above 0 and at most 1, not '1.5'.", error, StringComparison.Ordinal);
        Assert.Contains("--noise-multiplier takes a finite number above 0, not '0'.", error, StringComparison.Ordinal);
        Assert.Contains("--steps takes a whole number from 1 to 1000000000, not '0'.", error, StringComparison.Ordinal);
        Assert.Contains("--delta takes a number between 0 and 1, both excluded, not '1'.", error, StringComparison.Ordinal);
        Assert.Contains("--accountant: 'rpd' is not known.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_Json_SpendsTheBudgetRoundByRound()
    {
        var (code, output, _) = await Run("privacy plan --epsilon 2 --delta 1e-5 --batch-size 64 --records 10000 --rounds 10 --steps-per-round 20 --json");
        var plan = JsonDocument.Parse(output).RootElement;
        double[] spent = [.. plan.GetProperty("rounds").EnumerateArray().Select(r => r.GetProperty("epsilon").GetDouble())];

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(0.0064, plan.GetProperty("samplingRate").GetDouble());
        Assert.Equal(10, spent.Length);
        Assert.Equal(spent.Order(), spent);
        Assert.Equal(plan.GetProperty("epsilon").GetDouble(), spent[^1]);
        Assert.InRange(spent[^1], 1.999999, 2);

        var noise = plan.GetProperty("noiseMultiplier").GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var (_, check, _) = await Run($"privacy epsilon --sampling-rate 0.0064 --noise-multiplier {noise} --steps 60 --delta 1e-5 --json");
        Assert.Equal(spent[2], JsonDocument.Parse(check).RootElement.GetProperty("epsilon").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Plan_ForPeople_IsATable()
    {
        var (code, output, _) = await Run("privacy plan --epsilon 3 --delta 1e-6 --sampling-rate 1 --rounds 2 --steps-per-round 1 --accountant gaussian");

        Assert.Equal(ExitCode.Done, code);
        Assert.StartsWith("Noise multiplier 2.", output, StringComparison.Ordinal);
        Assert.Contains("keeps 2 rounds within ε = 3 at δ = 1E-06 (accountant gaussian).", output, StringComparison.Ordinal);
        Assert.Contains("ε spent", output, StringComparison.Ordinal);
        Assert.Contains("3.000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_AccountantWithoutABound_IsRefused()
    {
        var (code, _, error) = await Run("privacy plan --epsilon 3 --delta 1e-6 --sampling-rate 0.1 --rounds 2 --steps-per-round 1 --accountant zcdp");

        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith("The accountant 'zcdp' has no bound for this kind of release", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rounds 2", "there is one sampling rate")]
    [InlineData("--rounds 2 --batch-size 10", "there is one sampling rate")]
    [InlineData("--rounds 2 --sampling-rate 0.1 --batch-size 10 --records 100", "there is one sampling rate")]
    [InlineData("--rounds 0 --batch-size 200 --records 100", "--batch-size is at most --records")]
    [InlineData("--rounds 0 --batch-size 200 --records 100", "--rounds takes a whole number from 1 to 10000")]
    [InlineData("--rounds 2 --batch-size ten --records 100", "--batch-size takes a whole number")]
    [InlineData("--rounds 2 --sampling-rate 0", "--sampling-rate takes a number above 0")]
    public async Task Plan_WrongCommandLine_SaysTheRule(string options, string rule)
    {
        var (code, output, error) = await Run($"privacy plan --epsilon 2 --delta 1e-5 --steps-per-round 20 {options}");

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(rule, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_RunFile_PricesItAsItIs()
    {
        var (code, output, _) = await Run($"privacy plan --run-file {Sample("heart-private-run.yaml")} --records 199 --epsilon 1 --json");
        var plan = JsonDocument.Parse(output).RootElement;
        double[] spent = [.. plan.GetProperty("rounds").EnumerateArray().Select(r => r.GetProperty("epsilon").GetDouble())];

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal((8, 7.3, 1.0, 0.001), (spent.Length, plan.GetProperty("noiseMultiplier").GetDouble(), plan.GetProperty("samplingRate").GetDouble(), plan.GetProperty("delta").GetDouble()));
        Assert.Equal((spent[^1], true), (plan.GetProperty("epsilon").GetDouble(), plan.GetProperty("within").GetBoolean()));
        Assert.InRange(plan.GetProperty("leastNoiseMultiplier").GetDouble(), 7, 7.3);

        var (_, check, _) = await Run("privacy epsilon --sampling-rate 1 --noise-multiplier 7.3 --steps 5 --delta 0.001 --json");
        Assert.Equal(spent[4], JsonDocument.Parse(check).RootElement.GetProperty("epsilon").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Plan_RunFile_ForPeople_SaysWhetherItIsWithin()
    {
        var (_, output, _) = await Run($"privacy plan --run-file {Sample("heart-private-run.yaml")} --records 199 --epsilon 0.5 --delta 1e-5");

        Assert.StartsWith("At a site with 199 training records the run file spends ε = 1.5", output, StringComparison.Ordinal);
        Assert.Contains("That is more than ε = 0.5, for which the noise multiplier must be at least", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_RunFileWithAnExpectedBatch_DependsOnTheRecords()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("fedgrains-plan-").FullName, "run.yaml");
        await File.WriteAllTextAsync(file, """
            dataset: heart
            model: { kind: logistic, features: 13 }
            training: { loss: binaryCrossEntropy, optimizer: { learningRate: 0.01 }, privacy: { clippingNorm: 1, noiseMultiplier: 2, expectedBatch: 20 }, localEpochs: 2 }
            rounds: 3
            """);

        var (_, output, _) = await Run($"privacy plan --run-file {file} --records 200 --json");
        var plan = JsonDocument.Parse(output).RootElement;
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        Assert.Equal((0.1, 1e-4), (plan.GetProperty("samplingRate").GetDouble(), plan.GetProperty("delta").GetDouble()));
        Assert.Equal([20, 40, 60], plan.GetProperty("rounds").EnumerateArray().Select(r => r.GetProperty("steps").GetInt32()));
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("within").ValueKind);
    }

    [Fact]
    public async Task Plan_RunFileWithoutPrivacy_CostsInfinity()
    {
        var (code, _, error) = await Run($"privacy plan --run-file {Sample("heart-run.yaml")} --records 199");

        Assert.Equal((ExitCode.Refused, "The run file trains without differential privacy, which costs infinity. Write training.privacy; or plan what its noise on sums costs a site as a whole with --unit site.\n"), (code, error));
    }

    [Theory]
    [InlineData("", "--run-file goes with --records")]
    [InlineData("--records 0", "--records takes a whole number")]
    [InlineData("--records 9 --rounds 3", "--rounds is in the run file; leave it out.")]
    [InlineData("--records 9 --steps-per-round 3", "--steps-per-round is in the run file; leave it out.")]
    [InlineData("--records 9 --sampling-rate 0.5", "--sampling-rate is in the run file; leave it out.")]
    [InlineData("--records 9 --batch-size 3", "--batch-size is in the run file; leave it out.")]
    public async Task Plan_RunFileWrongly_SaysTheRule(string options, string rule)
    {
        var (code, _, error) = await Run($"privacy plan --run-file {Sample("heart-private-run.yaml")} {options}".TrimEnd());

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(rule, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_NothingGiven_SaysAllThatIsMissing()
    {
        var (code, _, error) = await Run("privacy plan");

        Assert.Equal(ExitCode.Usage, code);
        foreach (var option in (string[])["--epsilon", "--delta", "--rounds", "--steps-per-round"]) Assert.Contains($"Option '{option}' is required.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_NoSiteRuns_IsNotReachable()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-ledger-");
        var (code, _, error) = await Run($"privacy ledger --site {folder.FullName}");
        folder.Delete();

        Assert.Equal(ExitCode.NotReachable, code);
        Assert.StartsWith("No site runs in", error, StringComparison.Ordinal);
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static async Task<(int Code, string Output, string Error)> Run(string command)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(command.Split(' '), output, error, CancellationToken.None);

        return (code, output.ToString(), error.ToString());
    }
}
