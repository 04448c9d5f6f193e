using FedGrains.Core.Runs;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Updates;

public sealed class EvaluationTests(SharedCoordinator coordinator)
{
    [Fact]
    public async Task Evaluate_Honest_EndsTheRun()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;

        foreach (var name in (string[])["amber", "birch"]) await federation[name].SubmitEvaluation(new Work(federation[name].Node, assignment).Signed(federation[name].Key));

        var run = await federation.Ran(r => r.Ended);
        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Equal(2, (await federation.RoundEnded(2)).BaseEvaluation.Nodes.Length);
    }

    [Fact]
    public async Task Evaluate_SubmittedBefore_GetsTheSameReceipt()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;
        var site = federation["amber"];
        var report = new Work(site.Node, assignment).Signed(site.Key);
        var receipt = await site.SubmitEvaluation(report);
        await Eventually.Be("the clock goes on", () => Task.FromResult(coordinator.Clock.GetUtcNow().ToUnixTimeMilliseconds() > receipt.AcceptedUnixMs + 5));

        Assert.Equal(receipt, await site.SubmitEvaluation(report));
    }

    [Fact]
    public async Task Evaluate_SomethingElseAfterwards_IsEquivocation()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;
        var site = federation["amber"];
        await site.SubmitEvaluation(new Work(site.Node, assignment).Signed(site.Key));

        await Refused(site, new Work(site.Node, assignment).But(r => r.Evaluation[0].Value = 0.1), StatusCode.AlreadyExists, "Equivocation", "once a round");
    }

    [Fact]
    public async Task Evaluate_NoNumber_IsRefused()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;
        var site = federation["amber"];

        await Refused(site, new Work(site.Node, assignment).But(r => r.Evaluation[0].Value = double.NaN), StatusCode.InvalidArgument, "BadMeasurement", "'loss' is NaN");
    }

    [Fact]
    public async Task Evaluate_WithAnUpdate_IsRefused()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;
        var site = federation["amber"];
        var update = new Work(site.Node, new Assignment { Task = Protocol.V1.Task.Train, Configuration = assignment.Configuration }).Report.Update;

        await Refused(site, new Work(site.Node, assignment).But(r => r.Update = update), StatusCode.FailedPrecondition, "WrongTask", "update:", "takes no update");
    }

    // The bytes of an update come with an upload only: a receipt without them would leave the round nothing to add up.
    [Fact]
    public async Task Evaluate_UpdateOfATrainingRound_IsRefusedAndTheRoundGoesOn()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];

        await Refused(site, new Work(site.Node, assignment), StatusCode.InvalidArgument, "unexpected-update", "update:");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Evaluate_TrainingRound_IsRefusedAndTheRoundGoesOn()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];

        await Refused(site, new Work(site.Node, assignment).But(r => r.Update = null), StatusCode.FailedPrecondition, "WrongTask", "asks for an update");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_EvaluationRound_IsRefusedAndTheRunGoesOn()
    {
        var (federation, assignment) = await Evaluating();
        await using var _ = federation;
        var site = federation["amber"];
        using var upload = site.BeginUpload();

        await site.Refused("OpenUpdate", () => upload.Open(new Work(site.Node, assignment).Signed(site.Key)), StatusCode.InvalidArgument, "no-update", "update:");
        await site.SubmitEvaluation(new Work(site.Node, assignment).Signed(site.Key));
    }

    [Fact]
    public async Task ReportFailure_NotInTheCohortOrNoReason_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch");
        await federation.StartRun(TestFederation.Configuration() with { Nodes = [new("birch")] });
        var assignment = await federation["birch"].Line.Assigned();
        var (amber, birch) = (federation["amber"], federation["birch"]);

        await amber.Refused("ReportFailure", () => amber.ReportFailure(assignment.Run, 1, "No."), StatusCode.PermissionDenied, "not-in-cohort", "node:");
        await birch.Refused("ReportFailure", () => birch.ReportFailure(assignment.Run, 1, ""), StatusCode.InvalidArgument, "bad-reason", "reason:", "1 to 1000");
        await birch.Refused("ReportFailure", () => birch.ReportFailure(assignment.Run, 1, new string('x', 1001)), StatusCode.InvalidArgument, "bad-reason", "reason:");
        await birch.Refused("ReportFailure", () => birch.ReportFailure(assignment.Run, 2, "No."), StatusCode.NotFound, "no-round", "round:");
    }

    [Fact]
    public async Task ReportFailure_OfASiteThatSubmitsAfterAll_IsForgotten()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        await federation["amber"].ReportFailure(assignment.Run, assignment.Round, "The GPU is gone.");

        Assert.Empty((await federation.FinishRound(assignment)).Absences);
    }

    private async Task<(TestFederation Federation, Assignment Assignment)> Evaluating()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await federation.FinishRound(assignment);
        var evaluation = await federation.Assigned();
        Assert.Equal(Protocol.V1.Task.Evaluate, evaluation.Task);

        return (federation, evaluation);
    }

    private static Task<RpcException> Refused(TestSite site, Work work, StatusCode status, string reason, params string[] says) =>
        site.Refused("SubmitEvaluation", () => site.SubmitEvaluation(work.Signed(site.Key)), status, reason, says);
}
