using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.RunFiles;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Runs;

/// <summary><c>fedgrains run start</c></summary>
internal static class RunStartCommand
{
    public static Command Create()
    {
        var federation = CommonOptions.Federation();
        var file = new Option<FileInfo>("--file") { Description = "The run file, YAML or JSON.", HelpName = "FILE", Required = true };
        var name = CommonOptions.Name<RunId>("--name", "The run's name, in place of the file's.", "N", required: false);
        var watch = new Option<bool>("--watch") { Description = "Follow the run until it ends." };

        return new Command("start", "Start a run. The same name with the same file again changes nothing.") { federation, file, name, watch }.OnCoordinator(async (verb, cancellation) =>
        {
            var request = RunFile.Load(verb.Get(file).FullName);
            var run = verb.Parse.GetResult(name) is null ? request.Name ?? Named(request, TimeProvider.System) : verb.Get(name);
            var key = new RunKey(verb.Get(federation), run);

            var note = await Start(verb.Coordinator, key, request);
            verb.Terminal.Say($"The run '{key}' is on its way.");
            if (note is not null) verb.Terminal.Say(note);

            if (verb.Get(watch)) return await RunWatch.Follow(verb, key, cancellation);

            if (verb.Terminal.Json) verb.Terminal.Answer(RunView.Of(await verb.Coordinator.Describe(key)), _ => { });
            else verb.Terminal.Say($"Follow it with: fedgrains run watch --federation {key.Federation} --run {key.Run}");

            return ExitCode.Done;
        });
    }

    /// <summary>Starts a run; everything that is in its way is said at once. What should be known about it is returned, or null.</summary>
    public static async Task<string?> Start(CoordinatorClient coordinator, RunKey key, RunRequest request)
    {
        var started = await coordinator.Federation(key.Federation).StartRun(key.Run, request.Configuration);

        if (!started.Started) throw new CommandException($"The run '{key}' cannot start.\n{string.Join('\n', started.Faults.Select(f => $"- {f}"))}");

        return started.Note;
    }

    private static RunId Named(RunRequest request, TimeProvider clock) =>
        RunId.Parse($"{request.Configuration.Dataset.Value[..Math.Min(40, request.Configuration.Dataset.Value.Length)]}-{clock.GetUtcNow():yyyyMMdd-HHmmss}");
}
