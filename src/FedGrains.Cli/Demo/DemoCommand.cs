using System.CommandLine;
using System.CommandLine.Parsing;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Strategies;
using FedGrains.Core.Words;

namespace FedGrains.Cli.Demo;

/// <summary><c>fedgrains demo</c></summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "A folder with the UCI heart-disease files processed.{cleveland,hungarian,switzerland,va}.data; four synthetic hospitals when left out.", HelpName = "DIR" };
        var rounds = CommonOptions.Integer("--rounds", "Rounds of training.", "N", least: 1, most: 100_000, otherwise: 15);
        var strategy = new Option<string>("--strategy") { Description = $"The server step: {string.Join(", ", StrategyNames.All)}.", HelpName = "NAME", DefaultValueFactory = _ => StrategyNames.FedAvg, CustomParser = Strategy };
        var rate = new Option<double?>("--learning-rate") { Description = "The sites' learning rate; the strategy's own when left out.", HelpName = "X" };
        var seed = new Option<ulong>("--seed") { Description = "The seed that every random choice follows from.", HelpName = "N" };
        var output = new Option<string>("--output") { Description = "The folder for everything the demonstration writes; what an earlier one left there is removed.", HelpName = "DIR", DefaultValueFactory = _ => "demo-output" };
        var report = new Option<string>("--json") { Description = "Write the figures of every round and of the end to a JSON file.", HelpName = "FILE" };
        var storage = new Option<string>("--storage") { Description = $"Keep everything of the coordinator in Azure Storage, with three silos: '{DemoOptions.Azurite}' starts the emulator (it needs Node.js), anything else is the connection string of an account. On disk, with one silo, when left out.", HelpName = "azurite|CONNECTION" };
        var unmasked = new Option<bool>("--no-secagg") { Description = "Leave out secure aggregation: the coordinator then sees each hospital's update." };
        var plaintext = new Option<bool>("--plaintext") { Description = "Leave out TLS between the sites and the coordinator." };

        var command = new Command("demo", "Train one model at four hospitals, each a process of its own on this machine.") { data, rounds, strategy, rate, seed, output, report, unmasked, plaintext, storage };

        command.SetAction((parse, cancellation) => Demonstration.Run(
            new(parse.GetValue(data), parse.GetValue(rounds), parse.GetValue(strategy)!, parse.GetValue(rate), parse.GetValue(seed), parse.GetValue(output)!, parse.GetValue(report), parse.GetValue(plaintext), !parse.GetValue(unmasked), parse.GetValue(storage)),
            new(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, json: false),
            cancellation));

        return command;
    }

    private static string? Strategy(ArgumentResult result)
    {
        var name = result.Tokens[0].Value;
        var known = StrategyNames.All.FirstOrDefault(s => s.Equals(name, StringComparison.OrdinalIgnoreCase));

        if (known is null) result.AddError($"--strategy: '{name}' is not known. {Suggestion.For(name, StrategyNames.All)}");

        return known;
    }
}
