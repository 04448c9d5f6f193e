using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

using FedGrains.Core.Words;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;

namespace FedGrains.Cli.Privacy;

/// <summary>Options of the privacy verbs. A value out of range is a usage error that names the range.</summary>
internal static class PrivacyOptions
{
    /// <summary>The unit of a plan for records.</summary>
    public const string RecordUnit = "record";

    /// <summary>The unit of a plan for sites as a whole.</summary>
    public const string SiteUnit = "site";

    public static Option<double?> SamplingRate(bool required) =>
        Number("--sampling-rate", "The probability that a record (or a site) is in a step's Poisson sample.", "Q", required, "a number above 0 and at most 1", q => q is > 0 and <= 1);

    public static Option<double?> NoiseMultiplier() =>
        Number("--noise-multiplier", "The noise's standard deviation over the clipping bound.", "S", required: true, "a finite number above 0", s => s > 0 && double.IsFinite(s));

    public static Option<double?> Epsilon() =>
        Number("--epsilon", "The ε that all rounds together may cost.", "E", required: false, "a finite number above 0", e => e > 0 && double.IsFinite(e));

    public static Option<double?> Delta(bool required = true) =>
        Number("--delta", "The δ; for records it should be well below one over their number.", "D", required, "a number between 0 and 1, both excluded", d => d is > 0 and < 1);

    public static Option<double?> Delta(double otherwise)
    {
        var delta = Delta(required: false);
        delta.DefaultValueFactory = _ => otherwise;

        return delta;
    }

    public static Option<long> Whole(string name, string description, string helpName, bool required, long most = NoiseCalibration.MostSteps) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Required = required,
        CustomParser = result => ReadWhole(result.Tokens[0].Value, most) ?? Fault<long>(result, name, $"a whole number from 1 to {most}"),
    };

    /// <summary>A whole number from 1 to <paramref name="most"/>, or null when it is not written as one.</summary>
    public static long? ReadWhole(string text, long most = NoiseCalibration.MostSteps) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

    public static Option<string> Accountant(Option<string>? unit = null) => new("--accountant")
    {
        Description = $"Who works it out: {string.Join(", ", AccountantNames.All)}.",
        HelpName = "NAME",
        DefaultValueFactory = result => result.IsOfSites(unit) ? AccountantNames.Zcdp : AccountantCatalog.Default.Name,
        CustomParser = Name,
    };

    public static Option<string> Unit() => new("--unit")
    {
        Description = "Whose presence the noise hides: a record's, by noise in training, or a site's, by noise on the sum of sites' updates.",
        HelpName = $"{RecordUnit}|{SiteUnit}",
        DefaultValueFactory = _ => RecordUnit,
        CustomParser = result => result.Tokens[0].Value is RecordUnit or SiteUnit ? result.Tokens[0].Value : Fault<string>(result, "--unit", $"{RecordUnit} or {SiteUnit}"),
    };

    /// <summary>Whether the command line asks about sites as a whole.</summary>
    public static bool IsOfSites(this SymbolResult result, Option<string>? unit) => unit is not null && result.GetResult(unit)?.Tokens is [{ Value: SiteUnit }];

    private static Option<double?> Number(string name, string description, string helpName, bool required, string rule, Predicate<double> isAllowed) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Required = required,
        CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isAllowed(number)
            ? number
            : Fault<double?>(result, name, rule),
    };

    private static string? Name(ArgumentResult result)
    {
        var name = result.Tokens[0].Value;
        if (AccountantCatalog.TryFind(name) is not null) return name;

        result.AddError($"--accountant: '{name}' is not known. {Suggestion.For(name, AccountantNames.All)}");
        return null;
    }

    private static T? Fault<T>(ArgumentResult result, string name, string rule)
    {
        result.AddError($"{name} takes {rule}, not '{result.Tokens[0].Value}'.");
        return default;
    }
}
