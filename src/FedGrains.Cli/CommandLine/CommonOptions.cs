using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

using FedGrains.Cli.RunFiles;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.CommandLine;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public const string JsonName = "--json";

    public static Option<bool> Json() => new(JsonName) { Description = "Print one JSON document and nothing else." };

    public static Option<string> Coordinator() => new("--coordinator")
    {
        Description = "The coordinator's data folder, where it leaves its addresses in coordinator.json.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Coordinators.RunningCoordinator.DefaultFolder,
    };

    public static Option<FederationId> Federation() => Name<FederationId>("--federation", "The federation.", "F");

    public static Option<RunId> Run() => Name<RunId>("--run", "The run.", "R");

    public static Option<NodeId> Node() => Name<NodeId>("--node", "The node: the name of an institution in the federation.", "N");

    /// <summary>A name that must be given; one that breaks the rule of names is a usage error.</summary>
    public static Option<T> Name<T>(string name, string description, string helpName, bool required = true)
        where T : struct, IIdentifier<T> =>
        new(name) { Description = description, HelpName = helpName, Required = required, CustomParser = Identifier<T> };

    public static Argument<T> NameArgument<T>(string name, string description)
        where T : struct, IIdentifier<T> =>
        new(name) { Description = description, CustomParser = Identifier<T> };

    public static Option<TimeSpan> Time(string name, string description, TimeSpan otherwise) => new(name)
    {
        Description = $"{description} Written as {Duration.Text}.",
        HelpName = "TIME",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Duration.Parse(result.Tokens[0].Value) ?? Fault<TimeSpan>(result, $"{name} takes {Duration.Text}, not '{result.Tokens[0].Value}'."),
    };

    public static Option<int> Integer(string name, string description, string helpName, int least, int most, int otherwise) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Fault<int>(result, $"{name} takes a whole number from {least} to {most}, not '{result.Tokens[0].Value}'."),
    };

    private static T Identifier<T>(ArgumentResult result)
        where T : struct, IIdentifier<T>
    {
        try
        {
            return T.Parse(result.Tokens[0].Value);
        }
        catch (FormatException fault)
        {
            return Fault<T>(result, fault.Message);
        }
    }

    private static T Fault<T>(ArgumentResult result, string message)
        where T : struct
    {
        result.AddError(message);
        return default;
    }
}
