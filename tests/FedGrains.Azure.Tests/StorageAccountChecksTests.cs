using FedGrains.Azure.Checks;
using FedGrains.Storage.Checks;

namespace FedGrains.Azure.Tests;

public sealed class StorageAccountChecksTests(StorageAccount account)
{
    [Fact]
    public async Task Run_AnAccountThatWorks_IsGood()
    {
        var findings = await Run(account.ConnectionString);

        Assert.Equal(["storage, blobs", "storage, tables", "clock"], findings.Select(f => f.Subject));
        Assert.All(findings, f => Assert.Equal(FindingLevel.Good, f.Level));
    }

    [Fact]
    public async Task Run_AWrongKey_IsTwoFaultsThatSayWho()
    {
        var key = account.ConnectionString.Split(';').Single(p => p.StartsWith("AccountKey=", StringComparison.Ordinal));
        var findings = await Run(account.ConnectionString.Replace(key, $"AccountKey={Convert.ToBase64String(new byte[64])}", StringComparison.Ordinal));

        Assert.Equal(2, findings.Count(f => f.Level is FindingLevel.Fault));
        Assert.All(findings, f => Assert.Contains("this process may not", f.Sentence, StringComparison.Ordinal));
    }

    private static async Task<List<Finding>> Run(string connection)
    {
        var findings = new List<Finding>();
        await foreach (var finding in StorageAccountChecks.Run(new() { Storage = new() { ConnectionString = connection, Container = StorageAccount.Name("checks") } }, TimeProvider.System)) findings.Add(finding);

        return findings;
    }
}
