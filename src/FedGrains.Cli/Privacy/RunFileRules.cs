using System.CommandLine;

namespace FedGrains.Cli.Privacy;

/// <summary>Which options go with a run file. The rules are the options' and not the command's: a command's own faults would hide those of its options.</summary>
internal static class RunFileRules
{
    /// <summary>The option must be given, unless a run file is.</summary>
    public static Option<T> OrIn<T>(this Option<T> option, Option<FileInfo> runFile)
    {
        option.DefaultValueFactory = result =>
        {
            if (result.GetResult(runFile) is null) result.AddError($"Option '{option.Name}' is required.");

            return default!;
        };

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
