using System.Text.Json;

using FedGrains.EndToEnd.Tests.Processes;
using FedGrains.Storage.Checks;

namespace FedGrains.EndToEnd.Tests;

/// <summary>What <c>fedgrains doctor</c> finds at a coordinator and at a site that run, and once the coordinator is gone.</summary>
[Collection(OneAtATime.Name)]
public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_FindsWhatIsAmiss()
    {
        await using var federation = await LoopbackFederation.Start("northfield");

        Assert.All(Findings(await CommandLine.Run("doctor", "--data", federation.CoordinatorData, "--listen", federation.Gateway.Authority, "--json")), f => Assert.NotEqual(FindingLevel.Fault, f.Level));
        var site = Findings(await CommandLine.Run("doctor", "--site", federation.ConfigurationOf("northfield"), "--json"));
        Assert.All(site, f => Assert.NotEqual(FindingLevel.Fault, f.Level));
        Assert.Contains(site, f => f.Sentence.Contains("with a certificate from the federation's own authority", StringComparison.Ordinal));
        Assert.Contains(site, f => f.Sentence.Contains("enrolled as 'northfield'", StringComparison.Ordinal));
        Assert.Contains(site, f => f.Subject == "clock");

        await federation.KillCoordinator();
        var (exit, answer) = await CommandLine.Try("doctor", "--site", federation.ConfigurationOf("northfield"), "--json");

        Assert.Equal(1, exit);
        Assert.Equal("coordinator", Findings(answer).Single(f => f.Level is FindingLevel.Fault).Subject);
    }

    private static List<(string Subject, FindingLevel Level, string Sentence)> Findings(string json) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty("findings").EnumerateArray().Select(f => (f.GetProperty("subject").GetString()!, Enum.Parse<FindingLevel>(f.GetProperty("level").GetString()!, ignoreCase: true), f.GetProperty("sentence").GetString()!))];
}
