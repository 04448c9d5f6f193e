namespace FedGrains.Cli.Demo;

/// <summary>Writes a site's configuration as a hospital would, but that nobody is there to confirm the roster of secure aggregation.</summary>
internal static class DemoSiteFile
{
    public static Task Write(DemoHospital hospital, bool plaintext) => File.WriteAllTextAsync(hospital.Configuration, $"""
        data: data
        invitation: {Path.GetFileName(hospital.Invitation)}
        device: cpu
        plaintext: {(plaintext ? "true" : "false")}
        roster:
          firstUse: trust
        datasets:
          - {Path.GetFileName(hospital.Definition)}

        """);
}
