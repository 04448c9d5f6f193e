using System.Text.Json;

namespace FedGrains.Gateway.Tests.Hosting;

/// <summary>A refusal as it stands in the audit trail.</summary>
/// <param name="Node">The caller, where its identity was verified.</param>
/// <param name="Claimed">Who an unverified caller said it was.</param>
internal sealed record AuditLine(DateTimeOffset At, string? Node, string? Claimed, string Action, string Outcome, string Sentence, string Reason)
{
    public static AuditLine Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var (entry, details) = (document.RootElement, document.RootElement.GetProperty("details"));

        return new(
            entry.GetProperty("at").GetDateTimeOffset(),
            Text(entry, "node") is { } node ? $"{Text(entry, "federation")}/{node}" : null,
            Text(details, "claimed"),
            Text(entry, "action")!,
            Text(entry, "outcome")!,
            Text(entry, "reason") ?? "",
            Text(details, "reason") ?? "");
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
