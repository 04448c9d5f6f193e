using System.CommandLine;

using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Coordinators;

/// <summary>What a verb that talks to a coordinator works with.</summary>
internal sealed record CoordinatorVerb(ParseResult Parse, CoordinatorClient Coordinator, Terminal Terminal)
{
    public T Get<T>(Option<T> option) => Parse.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => Parse.GetValue(argument)!;
}

internal static class CoordinatorVerbExtensions
{
    /// <summary>Makes the command one that talks to a coordinator: it gets <c>--coordinator</c> and <c>--json</c>, and a connection while it runs.</summary>
    public static Command OnCoordinator(this Command command, Func<CoordinatorVerb, CancellationToken, Task<int>> action)
    {
        var folder = CommonOptions.Coordinator();

        command.Add(folder);
        command.Add(CommonOptions.Json());
        command.SetAction(async (parse, cancellation) =>
        {
            await using var coordinator = await CoordinatorClient.Connect(parse.GetValue(folder)!, cancellation);

            return await action(new(parse, coordinator, Terminal.Of(parse)), cancellation);
        });

        return command;
    }
}
