using FedGrains.Site.Checks;
using FedGrains.Storage.Checks;

namespace FedGrains.Site.Tests;

public sealed class CheckupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-checkup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_NoConfiguration_IsAFaultThatNamesIt() => Assert.Contains("does not exist", Assert.Single(await Faults(Path.Combine(_folder.FullName, "site.yaml"))).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Run_NoInvitation_IsAFault() => Assert.Contains("names no invitation", Assert.Single(await Faults(Site("data: data"))).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Run_InvitationOver_AndNobodyThere_AreFaults()
    {
        var faults = await Faults(Site("data: data\ninvitation: invitation.json\nplaintext: true", """{"gateway":"http://127.0.0.1:9","federation":"cardio","node":"leeds","token":"x","expires":"2020-01-01T00:00:00Z"}"""));

        Assert.Equal(["identity", "coordinator"], faults.Select(f => f.Subject));
        Assert.Contains("ran out", faults[0].Sentence, StringComparison.Ordinal);
        Assert.Contains("port 9", faults[1].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DefinitionMissing_IsAFault() =>
        Assert.Contains("nowhere.yaml", (await Faults(Site("data: data\ndatasets: [nowhere.yaml]"))).Single(f => f.Subject == "datasets").Sentence, StringComparison.Ordinal);

    private string Site(string configuration, string? invitation = null)
    {
        var path = Path.Combine(_folder.FullName, "site.yaml");
        File.WriteAllText(path, configuration + "\n");
        if (invitation is not null) File.WriteAllText(Path.Combine(_folder.FullName, "invitation.json"), invitation);

        return path;
    }

    private static async Task<List<Finding>> Faults(string configuration)
    {
        var findings = new List<Finding>();
        await foreach (var finding in SiteCheckup.Run(configuration, TimeProvider.System)) findings.Add(finding);

        return [.. findings.Where(f => f.Level is FindingLevel.Fault)];
    }
}
