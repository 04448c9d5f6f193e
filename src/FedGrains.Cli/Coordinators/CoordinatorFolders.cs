namespace FedGrains.Cli.Coordinators;

/// <summary>Where a coordinator keeps what, under its data folder.</summary>
internal static class CoordinatorFolders
{
    public static string Artifacts(string data) => data;
}
