using FedGrains.Contracts.Models;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Grains.Tests.Grids;

namespace FedGrains.Grains.Tests.Models;

[Collection(SharedGrid.Name)]
public sealed class ModelVersionGrainTests(Grid grid)
{
    private static readonly BaseModel Model = new(0, Digest.Of("model"u8), 100, 50, null);

    [Fact]
    public async Task Record_AgainWithTheSameBytes_KeepsTheFirstRecord()
    {
        var (grain, version) = Made("same");
        await grain.Record(version);
        await grain.Record(version with { CreatedAt = version.CreatedAt.AddDays(1) });

        Assert.Equal(version.CreatedAt, (await grain.Describe())!.CreatedAt);
    }

    [Fact]
    public async Task Record_OtherBytesUnderTheSameName_IsRefused()
    {
        var (grain, version) = Made("other");
        await grain.Record(version);
        var other = Digest.Of("other"u8);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Record(version with { Model = Model with { Digest = other } }));
        Assert.Equal($"Model version {version.Key} is {Model.Digest}; it cannot become {other}.", refusal.Message);
        Assert.Equal(Model.Digest, (await grain.Describe())!.Model.Digest);
    }

    [Fact]
    public async Task Evaluated_BeforeItIsRecorded_IsRefused()
    {
        var (grain, _) = Made("unrecorded");

        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Evaluated(ModelEvaluation.None));
        Assert.Null(await grain.Describe());
    }

    [Fact]
    public async Task Evaluated_Again_CountsEveryNodeOnce()
    {
        var (grain, version) = Made("evaluated");
        await grain.Record(version);
        var evaluation = new ModelEvaluation([new(new("leeds"), [new("loss", 0.5, 10, 0.25)])]);

        await grain.Evaluated(evaluation);
        await grain.Evaluated(evaluation);

        Assert.Equal(10, Assert.Single((await grain.Describe())!.Evaluation.Pooled()).Examples);
    }

    private (IModelVersionGrain Grain, ModelVersion Version) Made(string federation)
    {
        var version = ModelVersion.Initial(RunKey.Parse($"{federation}/first"), Model, DateTimeOffset.UnixEpoch);

        return (grid.Get<IModelVersionGrain>(version.Key), version);
    }
}
