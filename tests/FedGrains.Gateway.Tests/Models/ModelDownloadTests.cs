using System.Security.Cryptography;

using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Models;

public sealed class ModelDownloadTests(SharedCoordinator coordinator)
{
    private const string Method = "DownloadModel";

    [Fact]
    public async Task Download_Member_GetsTheModelThatWasAssigned()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;

        var model = await federation["amber"].Download(assignment);

        Assert.Equal((assignment.BaseLength, assignment.BaseDigest), (model.LongLength, Work.Hex(SHA256.HashData(model))));
    }

    [Fact]
    public async Task Download_FromAnOffset_GetsTheRest()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;
        var site = federation["amber"];
        var model = await site.Download(assignment);

        foreach (var offset in (int[])[1, 8, model.Length - 1]) Assert.Equal(model[offset..], await site.Download(assignment, offset));
    }

    [Fact]
    public async Task Download_ModelOfManyChunks_ArrivesWhole()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        await federation.StartRun(TestFederation.Configuration() with { Model = Core.Models.ModelDefinition.Perceptron(13, [400, 400], 1) });
        var assignment = await federation.Assigned();

        var model = await federation["amber"].Download(assignment);

        Assert.True(model.Length > 600_000);
        Assert.Equal(assignment.BaseDigest, Work.Hex(SHA256.HashData(model)));
    }

    [Theory]
    [InlineData("bytes=100000-")]
    [InlineData("bytes=9223372036854775807-")]
    [InlineData("bytes=-1")]
    [InlineData("bytes=0-5")]
    [InlineData("bytes=0-1,4-")]
    [InlineData("lines=1-")]
    [InlineData("all of it")]
    public async Task Download_RangeThatIsNotOneToTheEnd_IsRefused(string range)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;
        var site = federation["amber"];

        await site.Refused(Method, () => site.Download(assignment.Run, assignment.Round, range), StatusCode.InvalidArgument, "bad-offset", "range:", $"0 to {assignment.BaseLength - 1}");
    }

    [Fact]
    public async Task Download_NotInCohort_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch");
        await federation.StartRun(TestFederation.Configuration() with { Nodes = [new("birch")] });
        var assignment = await federation["birch"].Line.Assigned();
        var site = federation["amber"];

        await site.Refused(Method, () => site.Download(assignment), StatusCode.PermissionDenied, "not-in-cohort", "node:", "was not asked");
    }

    [Fact]
    public async Task Download_RunOfAnotherFederation_FindsNoRound()
    {
        var (here, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = here;
        await using var elsewhere = await TestFederation.Create(coordinator, "amber");
        var site = elsewhere["amber"];

        await site.Refused(Method, () => site.Download(assignment), StatusCode.NotFound, "no-round", elsewhere.Id.Value);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("run/1", 1)]
    [InlineData("run", 0)]
    [InlineData("run", int.MinValue)]
    public async Task Download_RoundThatIsNone_IsRefused(string run, int round)
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];

        await site.Refused(Method, () => site.Download(run, round), StatusCode.InvalidArgument, "bad-round", "run, round:", "rounds count from 1");
    }
}
