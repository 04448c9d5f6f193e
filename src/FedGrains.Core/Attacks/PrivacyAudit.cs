using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

using FedGrains.Core.Json;

namespace FedGrains.Core.Attacks;

/// <summary>
/// What attacks on a training plan came to, with its defence and without. It holds figures, names and the plan, and no text of anyone's: what else stands in a file is refused, so
/// that nothing else travels under its name.
/// </summary>
/// <param name="Kind">Always <see cref="KindName"/>.</param>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Plan">What was attacked.</param>
/// <param name="Records">The records it was attacked over.</param>
/// <param name="Rounds">How many of a site's rounds membership and property attacks saw, one after another.</param>
/// <param name="Seed">Where records, coins and batches came from; noise did not.</param>
/// <param name="Guarantee">What the plan's defence promises for those rounds; null without one.</param>
/// <param name="Findings">The attacks, 1 to <see cref="MostFindings"/>.</param>
/// <param name="Skipped">Attacks that do not apply.</param>
public sealed record PrivacyAudit(
    string Kind,
    int Format,
    AuditedPlan Plan,
    AuditedRecords Records,
    int Rounds,
    ulong Seed,
    AuditGuarantee? Guarantee,
    ImmutableArray<AttackFinding> Findings,
    ImmutableArray<SkippedAttack> Skipped)
{
    /// <summary>The kind of document.</summary>
    public const string KindName = "privacyAudit";

    /// <summary>The version of its form.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The most findings.</summary>
    public const int MostFindings = 16;

    /// <summary>The most points of a curve.</summary>
    public const int MostPoints = 101;

    /// <summary>The most bytes of its file.</summary>
    public const int MostBytes = 1 << 18;

    private static readonly JsonSerializerOptions s_strict = new(CoreJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Whether an attack refuted the defence.</summary>
    [JsonIgnore]
    public bool IsRefuted => Findings.Any(f => f.Verdict is AttackVerdict.Refuted);

    /// <summary>The audit as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CoreJson.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote, as UTF-8. Anything else throws a <see cref="FormatException"/> that lists the faults.</summary>
    public static PrivacyAudit Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var audit = JsonSerializer.Deserialize<PrivacyAudit>(json, s_strict) ?? throw new FormatException("This is no privacy audit: it is empty.");
            string[] faults = [.. PrivacyAuditRules.Faults(audit)];

            return faults.Length == 0 ? audit : throw new FormatException($"This is no privacy audit: {string.Join(" ", faults)}");
        }
        catch (JsonException fault)
        {
            // Where, and not what: nobody knows what stands in the file, and this sentence is written down.
            throw new FormatException($"This is no report as 'fedgrains audit privacy' writes it: at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}, it is not JSON of that form.");
        }
    }
}
