using System.Text;
using System.Text.Json;

using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Models;

/// <summary>An operator puts attack reports beside a version.</summary>
public sealed class AttachedReportTests : IAsyncLifetime
{
    private static readonly RunConfiguration s_plan = Hospitals.Configuration;

    private readonly Grid _grid = new();
    private readonly Hospitals _hospitals;

    public AttachedReportTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn");

    public async ValueTask InitializeAsync()
    {
        await _grid.InitializeAsync();
        await _hospitals.Start(s_plan);
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task AttachReport_Stored_SurvivesACrash()
    {
        var file = File(seed: 1);
        var answer = await _hospitals.Version(0).AttachReport(file);

        await _grid.Crash();
        var report = Assert.Single((await _hospitals.Version(0).Describe())!.AttachedReports);

        Assert.Equal(AttachOutcome.Attached, answer.Outcome);
        Assert.Equal((Digest.Of(file), file.Length), (report.Digest, report.Length));
        Assert.Equal(new ReportHeadline(AttackNames.LabelRecovery, FigureNames.Accuracy, 0.75, null, null, AttackVerdict.NoDefenceClaimed), Assert.Single(report.Headlines));
        Assert.Equal(file, await Stored(report));
    }

    [Fact]
    public async Task AttachReport_Again_IsSafeToRepeat()
    {
        var first = await _hospitals.Version(0).AttachReport(File(seed: 1));
        await _grid.Restart();
        var again = await _hospitals.Version(0).AttachReport(File(seed: 1));
        await _hospitals.Version(0).AttachReport(File(seed: 2));

        Assert.Equal((AttachOutcome.AlreadyAttached, first.Report!.AttachedAt), (again.Outcome, again.Report!.AttachedAt));
        Assert.Equal([Digest.Of(File(seed: 1)), Digest.Of(File(seed: 2))], (await _hospitals.Version(0).Describe())!.AttachedReports.Select(r => r.Digest));
    }

    [Fact]
    public async Task AttachReport_Refused_StoresNothing()
    {
        var other = Encoding.UTF8.GetBytes("name,age\nSmith,71\n");

        Assert.Equal(AttachOutcome.NotAReport, (await _hospitals.Version(0).AttachReport(other)).Outcome);
        Assert.Equal(AttachOutcome.OtherPlan, (await _hospitals.Version(0).AttachReport(File(seed: 1, s_plan with { Dataset = DatasetName.Parse("other") }))).Outcome);
        Assert.Equal(AttachOutcome.TooLong, (await _hospitals.Version(0).AttachReport(new byte[PrivacyAudit.MostBytes + 1])).Outcome);
        Assert.Equal(AttachOutcome.NoSuchVersion, (await _hospitals.Version(7).AttachReport(File(seed: 1))).Outcome);

        Assert.Empty((await _hospitals.Version(0).Describe())!.AttachedReports);
        Assert.Null(await _grid.Artifacts.Length(Digest.Of(other)));
        Assert.Null(await _grid.Artifacts.Length(Digest.Of(File(seed: 1))));
    }

    [Fact]
    public async Task AttachReport_WhateverComesOfIt_IsAudited()
    {
        await _hospitals.Version(0).AttachReport(File(seed: 1));
        await _hospitals.Version(0).AttachReport(File(seed: 1));
        await _hospitals.Version(0).AttachReport(Encoding.UTF8.GetBytes("name,age\nSmith,71\n"));
        var entries = await _grid.AuditEntries("heart");
        var lines = entries.Select(line => JsonDocument.Parse(line).RootElement).Where(l => l.GetProperty("action").GetString() == "model.attach-report").ToArray();

        Assert.Equal(["done", "unchanged", "refused"], lines.Select(l => l.GetProperty("outcome").GetString()));
        Assert.All(lines, l => Assert.Equal(("model.attach-report", "heart"), (l.GetProperty("action").GetString(), l.GetProperty("federation").GetString())));
        Assert.Equal(["Attached", "AlreadyAttached", "NotAReport"], lines.Select(l => l.GetProperty("details").GetProperty("reason").GetString()));
        Assert.All(lines, l => Assert.Equal(("first", "0"), (l.GetProperty("details").GetProperty("run").GetString(), l.GetProperty("details").GetProperty("version").GetString())));
        Assert.Equal(Digest.Of(File(seed: 1)).Value, lines[0].GetProperty("details").GetProperty("report").GetString());
        Assert.DoesNotContain("Smith", string.Join('\n', entries), StringComparison.Ordinal);
    }

    private async Task<byte[]> Stored(AttachedReport report)
    {
        var content = new byte[report.Length];
        await _grid.Artifacts.Read(report.Digest, 0, content);

        return content;
    }

    private static byte[] File(ulong seed, RunConfiguration? run = null) => Encoding.UTF8.GetBytes(new PrivacyAudit(
        PrivacyAudit.KindName, PrivacyAudit.CurrentFormat, AuditedPlan.Of(run ?? s_plan), new(RecordSource.Synthetic, 100), Rounds: 1, seed, Guarantee: null,
        [AttackFinding.WithoutDefence(FigureNames.Accuracy, new(AttackNames.LabelRecovery, DefenceNames.None, null, 4, [new(FigureNames.Accuracy, 0.75, 0.2, 0.99)], []))], []).ToJson());
}
