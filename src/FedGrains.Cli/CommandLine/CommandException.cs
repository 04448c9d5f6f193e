namespace FedGrains.Cli.CommandLine;

/// <summary>A command cannot do what it was asked; the message is for the person who asked.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Refused) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
