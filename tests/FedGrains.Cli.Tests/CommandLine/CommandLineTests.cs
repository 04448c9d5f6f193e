using System.CommandLine;

using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Tests.CommandLine;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands => [.. Paths(FedGrainsCommand.Root(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_EveryCommand_SaysWhatItDoes(string command)
    {
        var (code, output, error) = await Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Description:", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Help_Root_TellsTheExitCodes() => Assert.Contains("130 interrupted", (await Run("--help")).Output, StringComparison.Ordinal);

    [Fact]
    public void Commands_Documented_Exist() => Assert.Superset(
        new HashSet<string>
        {
            "demo", "coordinator start", "federation create", "federation list", "federation show", "roster propose", "roster show", "site invite", "site start", "site roster show", "site roster confirm", "site roster sign", "node list", "node show", "node revoke",
            "dataset register", "dataset list", "run start", "run list", "run show", "run watch", "run pause", "run resume", "run cancel", "model list", "model show", "model download",
            "privacy epsilon", "privacy plan", "audit privacy", "model attach-report", "round verify",
        },
        Paths(FedGrainsCommand.Root(), "").ToHashSet());

    [Theory]
    [InlineData("federation")]
    [InlineData("federation create")]
    [InlineData("federation create Not_A_Name")]
    [InlineData("federation creat x")]
    [InlineData("run show --federation f")]
    [InlineData("run show --federation f --run R!")]
    [InlineData("run show --federation f --run r --rounds some")]
    [InlineData("run show --federation f --run r --rounds -1")]
    [InlineData("run cancel --federation f --run r")]
    [InlineData("site invite --federation f --node n --expires 10")]
    [InlineData("coordinator start --listen nowhere")]
    [InlineData("coordinator start --orleans-silo-port 70000")]
    [InlineData("demo --rounds 0")]
    [InlineData("demo --rounds many")]
    [InlineData("demo --secagg")]
    [InlineData("demo --strategy fedSgd")]
    [InlineData("dataset list")]
    [InlineData("audit privacy --synthetic")]
    [InlineData("model attach-report --federation f --run r")]
    [InlineData("roster show")]
    [InlineData("roster propose --federation f --nodes a,B!")]
    [InlineData("roster propose --federation f --minimum-cohort 2")]
    [InlineData("site roster show")]
    [InlineData("site roster confirm --site d")]
    [InlineData("site roster sign --site d --digest 1234")]
    public async Task WrongCommandLine_ExitsWithUsage(string command)
    {
        var (code, output, error) = await Run(command.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Empty(output);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("federation list")]
    [InlineData("federation list --json")]
    [InlineData("node list --federation f")]
    [InlineData("roster show --federation f")]
    [InlineData("roster propose --federation f --nodes a,b,c")]
    [InlineData("run list --federation f")]
    [InlineData("model list --federation f --run r")]
    [InlineData("site invite --federation f --node n")]
    [InlineData("round verify --federation f --run r --round 1")]
    public async Task NoCoordinator_SaysHowToStartOne(string command)
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-cli-").FullName;

        try
        {
            var (code, output, error) = await Run([.. command.Split(' '), "--coordinator", folder]);

            Assert.Equal(ExitCode.NotReachable, code);
            Assert.Empty(output);
            Assert.Equal($"No coordinator runs in '{folder}'. Start one with: fedgrains coordinator start --data {folder}\n", error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task CoordinatorStart_FaultInTheConfiguration_IsASentence()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-cli-").FullName;

        try
        {
            var config = Path.Combine(folder, "coordinator.json");
            await File.WriteAllTextAsync(config, """{ "Coordinator": { "Limits": { "RefusalsPerMinute": 0 } } }""");

            var (code, _, error) = await Run("coordinator", "start", "--data", Path.Combine(folder, "data"), "--config", config);

            Assert.Equal((ExitCode.Refused, "Coordinator:Limits:RefusalsPerMinute must be 1 to 1000000, not 0.\n"), (code, error));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task CoordinatorThatHasEnded_IsNotReachable()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-cli-").FullName;

        try
        {
            // Port 1 is never listened on here: the file outlives its coordinator after a crash.
            await File.WriteAllTextAsync(
                Path.Combine(folder, "coordinator.json"),
                $$"""{"gateway":"https://127.0.0.1:7443","orleansGateway":"127.0.0.1:1","clusterId":"c","serviceId":"s","data":"{{folder}}","pid":1}""");

            Assert.Equal(ExitCode.NotReachable, (await Run("federation", "list", "--coordinator", folder)).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Demo_DataWithoutFiles_NamesThem()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-cli-").FullName;

        try
        {
            var (code, _, error) = await Run("demo", "--data", folder, "--output", Path.Combine(folder, "out"));

            Assert.Equal(ExitCode.Refused, code);
            Assert.Contains("processed.cleveland.data", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Demo_ForeignFolder_IsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-cli-").FullName;

        try
        {
            var precious = Path.Combine(folder, "thesis.txt");
            await File.WriteAllTextAsync(precious, "");

            Assert.Equal(ExitCode.Refused, (await Run("demo", "--output", folder)).Code);
            Assert.True(File.Exists(precious));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(c => Paths(c, $"{path} {c.Name}".Trim())).Prepend(path).Where(p => p.Length > 0);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(arguments, output, error, CancellationToken.None);

        return (code, output.ToString(), error.ToString());
    }
}
