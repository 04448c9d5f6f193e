using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Updates;

/// <summary>The value that stands for NaN, infinity or out of range, wherever the chunks and the connections happen to cut it.</summary>
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

        await IsRefused(site, () => site.Send(work.Signed(site.Key), work.Bytes, chunk), "'layers.0.weight' holds no number at 5");
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

    // 20 bytes are before the value, 21 to 23 cut it, and whoever resumes at 24 has it behind.
    [Theory]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task Upload_ReservedValueInAResumedUpload_IsRefusedByTensorAndIndex(int first)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, Bad);
        await SendSome(site, work, first);

        await IsRefused(site, () => site.Send(work.Signed(site.Key), work.Bytes, chunk: 13), "'layers.0.weight' holds no number at 5");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_ReservedValueSentAgainAndAgain_NeverGetsIn()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Spoiled(federation, assignment, Bad);

        foreach (var chunk in (int[])[22, 1, 3, 56, 22])
            (await Assert.ThrowsAsync<RpcException>(() => site.Send(work.Signed(site.Key), work.Bytes, chunk))).Is(StatusCode.InvalidArgument, "not-a-number", "holds no number at 5");

        await federation.FinishRound(assignment);
    }

    // Byte for byte these values hold 00 00 00 80 across two neighbours, which is the reserved value to whoever reads them out of step.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Upload_ResumedOutOfStep_HonestValuesPass(int off)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;
        var site = federation["amber"];
        var values = new int[Work.Parameters];
        values[Bad] = off is 1 ? 7 : 0;
        values[Bad + 1] = 0x80 << (8 * (off - 1));
        Assert.DoesNotContain(int.MinValue, values);
        var work = new Work(site.Node, assignment, values);
        await SendSome(site, work, (4 * (Bad - 1)) + off);

        await site.Send(work);

        Assert.Single((await federation.RoundEnded(1)).Contributors);
    }

    private static (TestSite Site, Work Work) Spoiled(TestFederation federation, Assignment assignment, int index)
    {
        var values = Enumerable.Range(1, Work.Parameters).ToArray();
        values[index] = int.MinValue;

        return (federation["amber"], new(federation["amber"].Node, assignment, values));
    }

    private static async Task SendSome(TestSite site, Work work, int bytes)
    {
        using var upload = site.BeginUpload();
        Assert.Equal(0, await upload.Open(work.Signed(site.Key)));
        await upload.Send(0, work.Bytes[..bytes]);

        (await Assert.ThrowsAsync<RpcException>(upload.Receipt)).Is(StatusCode.InvalidArgument, "truncated");
    }

    private static Task<RpcException> IsRefused(TestSite site, Func<Task> act, string says) =>
        site.Refused("UploadUpdate", act, StatusCode.InvalidArgument, "not-a-number", "update:", says, "NaN");
}
