using System.CommandLine;

namespace FedGrains.Cli.CommandLine;

/// <summary>Verbs that run until they are told to stop; being told is not a failure.</summary>
internal static class Server
{
    public static Command OnForeground(this Command command, Func<ParseResult, CancellationToken, Task> run)
    {
        var parentPipe = ParentPipe.Option();

        command.Add(parentPipe);
        command.SetAction(async (parse, cancellation) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parse.GetValue(parentPipe)) ParentPipe.Watch(stop);

            try
            {
                await run(parse, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }

            return ExitCode.Done;
        });

        return command;
    }
}
