using System.CommandLine;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy …</c></summary>
internal static class PrivacyCommands
{
    public static Command Create() => new("privacy", "Work out what training with noise costs in differential privacy. Nothing is run and no coordinator is asked.")
    {
        EpsilonCommand.Create(),
        PlanCommand.Create(),
    };
}
