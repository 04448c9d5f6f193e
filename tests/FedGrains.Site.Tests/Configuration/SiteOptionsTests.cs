using FedGrains.Site.Configuration;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Configuration;

public sealed class SiteOptionsTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "hospital"));

    [Fact]
    public void Parse_Everything_IsRead()
    {
        var options = SiteOptions.Parse(
            """
            data: data
            invitation: invitation.json
            gateway: https://10.0.0.7:7443
            device: cpu
            threads: 4
            orleans: { siloPort: 11115, gatewayPort: 30005 }
            health: 8085
            roster: { firstUse: trust, plainRounds: refuse }
            datasets:
              - heart.yaml
              - /srv/stroke.yaml
            """,
            Folder);

        Assert.Equal(Path.Combine(Folder, "data"), options.Data);
        Assert.Equal(Path.Combine(Folder, "invitation.json"), options.Invitation);
        Assert.Equal(new Uri("https://10.0.0.7:7443"), options.Gateway);
        Assert.Equal(("cpu", 4, 8085, false), (options.Device, options.Threads, options.Health, options.Plaintext));
        Assert.Equal(new OrleansPorts(11115, 30005), options.Orleans);
        Assert.Equal(new RosterOptions(FirstUse.Trust, PlainRounds.Refuse), options.Roster);
        Assert.Equal([Path.Combine(Folder, "heart.yaml"), Path.GetFullPath("/srv/stroke.yaml")], options.Datasets);
    }

    [Fact]
    public void Parse_Json_IsYaml() => Assert.Equal(2, SiteOptions.Parse("""{"data": "d", "threads": 2}""", Folder).Threads);

    [Fact]
    public void Parse_OnlyData_HasTheDefaults()
    {
        var options = SiteOptions.Parse("data: d", Folder);

        Assert.Equal(("auto", 1, null, false), (options.Device, options.Threads, options.Health, options.Plaintext));
        Assert.Equal(new OrleansPorts(0, 0), options.Orleans);
        Assert.Equal(new RosterOptions(FirstUse.Confirm, PlainRounds.Allow), options.Roster);
    }

    [Fact]
    public void Parse_Faults_AreListedTogether()
    {
        var fault = Assert.Throws<SiteOptionsException>(() => SiteOptions.Parse(
            """
            gateway: http://10.0.0.7
            device: tpu
            threads: many
            orleans: { port: 1 }
            health: 70000
            datasets: heart.yaml
            colour: red
            roster: { firstUse: always, plainRound: allow }
            """,
            Folder));

        Assert.Equal(
            [
                "colour: is not a known field (line 7). Known: data, invitation, gateway, device, threads, orleans, health, plaintext, roster, datasets.",
                "threads: must be a whole number, not 'many' (line 3).",
                "orleans.port: is not a known field (line 4). Known: siloPort, gatewayPort.",
                "roster.plainRound: is not a known field (line 8). Known: firstUse, plainRounds.",
                "roster.firstUse: must be confirm or trust, not 'always' (line 8).",
                "datasets: must be a list of texts (line 6).",
                "data: is missing: name the folder that holds what the site keeps.",
                "gateway: 'http://10.0.0.7/' is not encrypted. Use https://, or set plaintext: true if nobody else can listen.",
                "device: 'tpu' is not known. Known: auto, cpu, cuda.",
                "health: must be 0 to 65535, not 70000.",
            ],
            fault.Faults);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("data: [")]
    public void Parse_NoMapping_IsRefused(string text) => Assert.Single(Assert.Throws<SiteOptionsException>(() => SiteOptions.Parse(text, Folder)).Faults);

    [Fact]
    public void Parse_PlaintextByName_AllowsHttp() => Assert.True(SiteOptions.Parse("{ data: d, gateway: 'http://127.0.0.1:1', plaintext: true }", Folder).Plaintext);

    [Fact]
    public void Load_NoFile_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("does not exist", Assert.Throws<SiteOptionsException>(() => SiteOptions.Load(folder.At("site.yaml"))).Message, StringComparison.Ordinal);
    }
}
