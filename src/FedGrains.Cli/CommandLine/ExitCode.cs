namespace FedGrains.Cli.CommandLine;

/// <summary>What the command ends with. They are a contract with scripts: never renumber.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 2;
    public const int NotReachable = 3;
    public const int Incomplete = 4;
    public const int Interrupted = 130;

    public const string Explained = """
        Exit codes: 0 done; 1 refused or failed, and the reason is on standard error; 2 the command line is wrong;
        3 the coordinator or the site is not reachable; 4 what could be verified holds, and something could not be; 130 interrupted.
        """;
}
