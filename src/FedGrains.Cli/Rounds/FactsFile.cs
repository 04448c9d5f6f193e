using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Json;

namespace FedGrains.Cli.Rounds;

/// <summary>The facts of a round as a file, from wherever.</summary>
internal static class FactsFile
{
    private const int MostBytes = 4 << 20;

    /// <summary>Reads facts; a <see cref="CommandException"/> says what is wrong with the file.</summary>
    public static RoundFacts Read(string path)
    {
        using var file = ForeignFile.Open(path) ?? throw new CommandException($"There is no '{path}': this is not a folder that 'fedgrains round verify --export' wrote.");

        if (file.Length > MostBytes) throw new CommandException($"'{path}' has more than {MostBytes} bytes, which no round's facts have.");

        try
        {
            var facts = JsonSerializer.Deserialize<RoundFacts>(file, CoreJson.Options);

            return FactsRules.Fault(facts) is { } fault ? throw new CommandException($"'{path}' cannot be verified: {Printable(fault)}") : facts!;
        }
        catch (JsonException fault)
        {
            throw new CommandException($"'{path}' is not the facts of a round: at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}, it is not JSON of that form.");
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new CommandException($"'{path}' is not the facts of a round: {Printable(unreadable.Message)}");
        }
    }

    public static void Write(string path, RoundFacts facts) => File.WriteAllText(path, Terminal.ToJson(facts));

    // A terminal obeys control characters, and the file's words are its maker's.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
