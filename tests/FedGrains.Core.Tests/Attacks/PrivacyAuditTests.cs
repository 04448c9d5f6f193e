using System.Text;
using System.Text.Json.Nodes;

using FedGrains.Core.Attacks;

namespace FedGrains.Core.Tests.Attacks;

public sealed class PrivacyAuditTests
{
    private static readonly PrivacyAudit s_audit = AuditSamples.Audit;

    [Fact]
    public void Json_RoundTrips()
    {
        var again = PrivacyAudit.Parse(Encoding.UTF8.GetBytes(s_audit.ToJson()));

        Assert.Equal(s_audit.ToJson(), again.ToJson());
        Assert.Equal(s_audit.Plan, again.Plan);
        Assert.Equal(s_audit.Findings.AsSpan().ToArray(), again.Findings.AsSpan().ToArray());
        Assert.False(again.IsRefuted);
    }

    [Fact]
    public void Tested_Verdict_FollowsFromBothCounts()
    {
        var (nothing, much) = (AuditSamples.Test(0, 0.02), AuditSamples.Test(0.96, 0.04));

        Assert.Equal(AttackVerdict.Held, Finding(control: much, test: nothing).Verdict);
        Assert.Equal(AttackVerdict.Inconclusive, Finding(control: nothing, test: nothing).Verdict);
        Assert.Equal(AttackVerdict.Refuted, Finding(control: much, test: much).Verdict);
        Assert.Equal(AttackVerdict.Refuted, Finding(control: nothing, test: much).Verdict);
        Assert.True((s_audit with { Findings = [Finding(much, much)] }).IsRefuted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{ \"attack\": \"likelihoodRatio\" }")]
    [InlineData("name,age\nSmith,71\n")]
    public void Parse_SomethingElse_IsRefusedInASentence(string text)
    {
        var fault = Assert.Throws<FormatException>(() => PrivacyAudit.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.StartsWith("This is no ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Smith", fault.Message, StringComparison.Ordinal);
    }

    // Whatever else somebody writes into the file would be stored with the model.
    [Theory]
    [InlineData("")]
    [InlineData("records")]
    [InlineData("findings.0")]
    [InlineData("findings.0.undefended")]
    [InlineData("findings.0.undefended.figures.0")]
    [InlineData("findings.1.undefended.curve.0")]
    [InlineData("findings.0.test.with")]
    [InlineData("plan.training.privacy")]
    public void Parse_UnknownField_IsRefusedUnquoted(string where)
    {
        var fault = Refusal(json => json["Smith, 71"] = "hypertension", where);

        Assert.Contains("it is not JSON of that form", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("Smith", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind", "\"other\"", "kind must be privacyAudit.")]
    [InlineData("format", "2", "format must be 1, not 2.")]
    [InlineData("rounds", "0", "rounds must be at least 1, not 0.")]
    [InlineData("records.count", "0", "records must say")]
    [InlineData("records.source", "17", "records must say")]
    [InlineData("findings", "[]", "findings must be 1 to 16.")]
    [InlineData("guarantee.delta", "0", "guarantee: epsilon")]
    [InlineData("guarantee.accountant", "\"J. Smith\"", "guarantee: epsilon")]
    [InlineData("skipped.0.reason", "99", "skipped names")]
    [InlineData("findings.0.attack", "\"Smith\"", "findings.1: the attack is not known.")]
    [InlineData("findings.0.figure", "\"accuracy\"", "findings.1: the undefended report")]
    [InlineData("findings.0.undefended.defence", "\"dpSgd\"", "findings.1: the undefended report")]
    [InlineData("findings.0.defended.figures.1.name", "\"Smith\"", "findings.1: the defended report")]
    [InlineData("findings.0.defended.figures.0.value", "\"NaN\"", "findings.1: the defended report")]
    [InlineData("findings.0.defended.trials", "0", "findings.1: the defended report")]
    [InlineData("findings.0.test.with.lower", "0.5", "findings.1: the test")]
    [InlineData("findings.0.test.epsilon", "9", "findings.1: the test")]
    [InlineData("findings.0.control.epsilon", "9", "findings.1: the control")]
    [InlineData("findings.0.guarantee.epsilon", "-1", "findings.1: the guarantee")]
    [InlineData("findings.0.most", "1.5", "findings.1: most")]
    [InlineData("findings.0.verdict", "\"refuted\"", "findings.1: the verdict does not follow")]
    [InlineData("findings.0.verdict", "\"inconclusive\"", "findings.1: the verdict does not follow")]
    [InlineData("findings.0.verdict", "\"figuresOnly\"", "findings.1: the verdict does not follow")]
    [InlineData("findings.0.verdict", "\"noDefenceClaimed\"", "findings.1: the verdict does not follow")]
    [InlineData("findings.1.verdict", "\"held\"", "findings.2: the verdict does not follow")]
    [InlineData("findings.1.undefended.curve.1.truePositiveRate", "1.1", "findings.2: the undefended report")]
    public void Parse_RuleBroken_SaysWhich(string field, string value, string sentence)
    {
        var (where, name) = field.LastIndexOf('.') is var dot and > 0 ? (field[..dot], field[(dot + 1)..]) : ("", field);

        Assert.Contains(sentence, Refusal(json => json[name] = JsonNode.Parse(value), where), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "findings")]
    [InlineData("", "plan")]
    [InlineData("plan", "model")]
    [InlineData("findings.0", "undefended")]
    [InlineData("findings.0.undefended", "figures")]
    [InlineData("findings.0.test", "without")]
    public void Parse_FieldMissingOrNull_IsRefused(string where, string field)
    {
        Assert.Contains("not JSON of that form", Refusal(json => json.Remove(field), where), StringComparison.Ordinal);
        Assert.StartsWith("This is no ", Refusal(json => json[field] = null, where), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongCurve_IsRefused() => Assert.Contains(
        "findings.2: the undefended report",
        Refusal(json => json["curve"] = new JsonArray([.. Enumerable.Range(0, PrivacyAudit.MostPoints + 1).Select(_ => JsonNode.Parse("""{"falsePositiveRate":0,"truePositiveRate":0}"""))]), "findings.1.undefended"),
        StringComparison.Ordinal);

    private static AttackFinding Finding(GuaranteeTest control, GuaranteeTest test) => AttackFinding.Tested(
        FigureNames.Accuracy,
        AuditSamples.Report(AttackNames.LabelRecovery, DefenceNames.None, FigureNames.Accuracy, 1), control,
        AuditSamples.Report(AttackNames.LabelRecovery, DefenceNames.DpSgd, FigureNames.Accuracy, 0.5), AuditSamples.Guarantee, test);

    private static string Refusal(Action<JsonObject> spoil, string where)
    {
        var root = JsonNode.Parse(s_audit.ToJson())!;
        spoil(where.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, part) => int.TryParse(part, out var place) ? node[place]! : node[part]!).AsObject());

        return Assert.Throws<FormatException>(() => PrivacyAudit.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()))).Message;
    }
}
