using System.CommandLine;

namespace FedGrains.Cli.Privacy;

/// <summary>Which options go with a run file. The rules are the options' and not the command's: a command's own faults would hide those of its options.</summary>
internal static class RunFileRules
{
    /// <summary>The option must be given, unless a run file is, or the plan is for sites and it says nothing to it.</summary>
    public static Option<T> OrIn<T>(this Option<T> option, Option<FileInfo> runFile, Option<string>? unit = null)
    {
        option.DefaultValueFactory = result =>
        {
            if (result.GetResult(runFile) is null && !result.IsOfSites(unit)) result.AddError($"Option '{option.Name}' is required.");

            return default!;
        };

        return option;
    }

    /// <summary>The option is about records, and must not be given in a plan for sites.</summary>
    public static Option<T> NotOfSites<T>(this Option<T> option, Option<string> unit)
    {
        option.Validators.Add(result =>
        {
            if (!result.Implicit && result.IsOfSites(unit)) result.AddError($"{option.Name} says nothing of noise on sums; leave it out with --unit {PrivacyOptions.SiteUnit}.");
        });

        return option;
    }

    /// <summary>The option must not be given with a run file, which says it itself.</summary>
    public static Option<T> NotWith<T>(this Option<T> option, Option<FileInfo> runFile)
    {
        option.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetResult(runFile) is not null) result.AddError($"{option.Name} is in the run file; leave it out.");
        });

        return option;
    }
}
