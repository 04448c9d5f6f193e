using System.CommandLine;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy …</c></summary>
internal static class PrivacyCommands
{
    public static Command Create() => new("privacy", "What training with noise costs in differential privacy, before it runs; and what has been spent at a site.")
    {
        EpsilonCommand.Create(),
        PlanCommand.Create(),
        LedgerCommand.Create(),
    };
}
