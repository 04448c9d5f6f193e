using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Updates;

/// <summary>The value that stands for NaN, infinity or out of range, wherever the pieces and the connections happen to cut it.</summary>
public sealed class NotANumberTests(SharedCoordinator coordinator)
{
    private const int Bad = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(22)]
    [InlineData(24)]
    [InlineData(56)]
    public async Task Upload_ReservedValue_IsRefusedByTensorAndIndex(int chunk)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, Bad);

        await IsRefused(site, () => site.Send(work, piece: chunk), "'layers.0.weight' holds no number at 5");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_ReservedValueInTheLastTensor_IsNamedThere()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, Work.Parameters - 1);

        await IsRefused(site, () => site.Send(work), "'layers.0.bias' holds no number at 0");
        await federation.FinishRound(assignment);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(300)]
    [InlineData(512)]
    [InlineData(649)]
    public async Task Upload_ReservedValueInAResumedUpload_IsRefusedByTensorAndIndex(int index)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, index, parameters: 751);

        using (var upload = site.BeginUpload())
        {
            Assert.Equal(0, await upload.Open(work.Signed(site.Key)));
            await upload.Send(0, work.Sealed[..1200]);
            (await Assert.ThrowsAsync<RpcException>(upload.Receipt)).Is(StatusCode.InvalidArgument, "truncated");
        }

        await IsRefused(site, () => site.Send(work, piece: 13), $"'layers.0.weight' holds no number at {index}");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_ReservedValueSentAgainAndAgain_NeverGetsIn()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, Bad);

        foreach (var chunk in (int[])[22, 1, 3, 56, 22])
            (await Assert.ThrowsAsync<RpcException>(() => site.Send(work, piece: chunk))).Is(StatusCode.InvalidArgument, "not-a-number", "holds no number at 5");

        await federation.FinishRound(assignment);
    }

    private static (TestSite Site, Work Work) Spoiled(TestFederation federation, Assignment assignment, int index, int parameters = Work.Parameters)
    {
        var values = Enumerable.Range(1, parameters).ToArray();
        values[index] = int.MinValue;

        return (federation["amber"], new(federation["amber"].Node, assignment, values));
    }

    private static Task<RpcException> IsRefused(TestSite site, Func<Task> act, string says) =>
        site.Refused("UploadUpdate", act, StatusCode.InvalidArgument, "not-a-number", "update:", says, "NaN");
}
