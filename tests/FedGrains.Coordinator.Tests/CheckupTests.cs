using System.Net;
using System.Net.Sockets;

using FedGrains.Coordinator.Checks;
using FedGrains.Storage.Checks;

using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Coordinator.Tests;

public sealed class CheckupTests : TestData
{
    [Fact]
    public async Task Run_BeforeTheFirstStart_IsGood()
    {
        var findings = await Run(Options);

        Assert.All(findings, f => Assert.Equal(FindingLevel.Good, f.Level));
        Assert.Equal(["versions", "configuration", "data folder", "disk", "ports", "key vault"], findings.Select(f => f.Subject));
    }

    [Fact]
    public async Task Run_WhileItRuns_IsGoodAndUsesTheVault()
    {
        await using var app = await Start(Options);

        var findings = await Run(Options);

        Assert.All(findings, f => Assert.Equal(FindingLevel.Good, f.Level));
        Assert.Contains("has them", findings.Single(f => f.Subject == "ports").Sentence, StringComparison.Ordinal);
        Assert.Contains("'fedgrains-cluster/v1'", findings.Single(f => f.Subject == "key vault").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AuditLogChanged_IsAFaultThatNamesIt()
    {
        await Pass(Options);
        Assert.Contains("is of one piece: 2 entries", (await Run(Options)).Single(f => f.Subject == "audit log").Sentence, StringComparison.Ordinal);
        var entries = Path.Combine(Data, "audit", "fedgrains-coordinator", "tile", "entries", "000.p", "2");
        var bytes = await File.ReadAllBytesAsync(entries);
        bytes[40] ^= 1;
        await File.WriteAllBytesAsync(entries, bytes);

        var fault = (await Faults(Options)).Single();

        Assert.Equal("audit log", fault.Subject);
        Assert.Contains("Entry 0 was changed", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PortTaken_IsAFault()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = Options;
        options.Listen = taken.LocalEndpoint.ToString()!;

        Assert.Contains(options.Listen, (await Faults(options)).Single().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoAddress_IsAFaultThatNamesTheSetting()
    {
        var options = Options;
        options.Listen = "nonsense";

        Assert.Contains("Coordinator:Listen: 'nonsense'", (await Faults(options)).Single().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongKeyFile_IsAFaultOfTheVault()
    {
        await Pass(Options);
        await File.WriteAllBytesAsync(Path.Combine(Data, "vault.key"), new byte[32]);

        Assert.Equal("key vault", (await Faults(Options)).Single().Subject);
    }

    [Fact]
    public async Task Run_AuthorityRunsOut_IsAWarning()
    {
        await Pass(Options);

        var findings = await Run(Options, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(10).AddDays(-30)));

        Assert.Contains("in 29 days", findings.Single(f => f.Level is FindingLevel.Warning).Sentence, StringComparison.Ordinal);
    }

    private static async Task<List<Finding>> Faults(CoordinatorOptions options) => [.. (await Run(options)).Where(f => f.Level is FindingLevel.Fault)];

    private static async Task<List<Finding>> Run(CoordinatorOptions options, TimeProvider? clock = null)
    {
        var findings = new List<Finding>();
        await foreach (var finding in CoordinatorCheckup.Run(options, null, clock ?? TimeProvider.System)) findings.Add(finding);

        return findings;
    }
}
