using System.CommandLine;

namespace FedGrains.Cli.CommandLine;

/// <summary>Ends a child when its parent is gone: the parent holds the other end of standard input, and the system closes it whatever way the parent dies.</summary>
internal static class ParentPipe
{
    public const string OptionName = "--parent-pipe";

    public static Option<bool> Option() => new(OptionName) { Hidden = true };

    /// <summary>Cancels <paramref name="source"/> when standard input ends.</summary>
    public static void Watch(CancellationTokenSource source)
    {
        var thread = new Thread(() => WaitForEnd(source)) { IsBackground = true, Name = "parent-pipe" };
        thread.Start();
    }

    private static void WaitForEnd(CancellationTokenSource source)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];

        while (input.Read(buffer) > 0)
        {
        }

        source.Cancel();
    }
}
