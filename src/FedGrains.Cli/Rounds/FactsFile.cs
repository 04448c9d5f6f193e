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
        if (!File.Exists(path)) throw new CommandException($"There is no '{path}': this is not a folder that 'fedgrains round verify --export' wrote.");
        if (new FileInfo(path).Length > MostBytes) throw new CommandException($"'{path}' has more than {MostBytes} bytes, which no round's facts have.");

        try
        {
            var facts = JsonSerializer.Deserialize<RoundFacts>(File.ReadAllBytes(path), CoreJson.Options);

            return Fault(facts) is { } fault ? throw new CommandException($"'{path}' cannot be verified: {fault}") : facts!;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"'{path}' is not the facts of a round: {unreadable.Message}");
        }
    }

    public static void Write(string path, RoundFacts facts) => File.WriteAllText(path, Terminal.ToJson(facts));

    private static string? Fault(RoundFacts? facts) => facts switch
    {
        null => "it is empty.",
        { Format: not RoundFacts.CurrentFormat } => $"it is of format {facts.Format}, and this program reads {RoundFacts.CurrentFormat}.",
        { Site: null or { Model: null } or { Training: null } or { Masking: null } } or { Base: null } or { Strategy: null } or { Model: null } or { Contributors.IsDefault: true } => "a field is missing.",
        { Site.Masking.RingBits: not (32 or 64) } => $"ringBits is {facts.Site.Masking.RingBits}, and rings have 32 or 64.",
        _ when facts.Contributors.Any(c => c is null || c.Examples < 1) => "a contributor has no training records.",
        _ => facts.Site.Model.Faults().Concat(facts.Strategy.Faults()).FirstOrDefault(),
    };
}
