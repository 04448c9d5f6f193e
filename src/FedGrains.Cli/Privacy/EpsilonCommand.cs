using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy epsilon</c></summary>
internal static class EpsilonCommand
{
    public static Command Create()
    {
        var rate = PrivacyOptions.SamplingRate(required: true);
        var noise = PrivacyOptions.NoiseMultiplier();
        var steps = PrivacyOptions.Whole("--steps", "How many steps of training.", "T", required: true);
        var delta = PrivacyOptions.Delta();
        var accountant = PrivacyOptions.Accountant();

        var command = new Command("epsilon", "The ε that steps of training with Gaussian noise cost.") { rate, noise, steps, delta, accountant, CommonOptions.Json() };

        command.SetAction(parse =>
        {
            var training = new NoisyTraining(parse.GetRequiredValue(rate)!.Value, parse.GetRequiredValue(noise)!.Value, parse.GetValue(steps));

            Answer(Terminal.Of(parse), training, parse.GetRequiredValue(delta)!.Value, AccountantCatalog.Find(parse.GetValue(accountant)!));

            return ExitCode.Done;
        });

        return command;
    }

    private static void Answer(Terminal terminal, NoisyTraining training, double delta, IAccountant accountant)
    {
        var epsilon = accountant.Epsilon([training.Released], delta);

        if (double.IsInfinity(epsilon))
            throw new CommandException($"The accountant '{accountant.Name}' has no bound for steps on a part of the data. Use --accountant {AccountantNames.Pld} or {AccountantNames.Rdp}, or the sampling rate 1.");

        terminal.Answer(new { Epsilon = epsilon }, t => t.Say(FormattableString.Invariant(
            $"ε = {PrivacyStatement.RoundedUp(epsilon)} at δ = {delta:G6}, for one record (or site) added or removed: {training} (accountant {accountant.Name}).")));
    }
}
