using FedGrains.Core.Federations;
using FedGrains.Core.Tests.Runs;

namespace FedGrains.Core.Tests.Federations;

public sealed class FederationTests
{
    private static readonly Federation Created = Federation.Create(new("heart"), "Heart disease", RunSamples.Now);

    [Fact]
    public void Admit_KeepsNodesInTheOrderOfTheirNames() =>
        Assert.Equal(["aarhus", "bonn", "leeds"], Created.Admit(new("leeds")).Admit(new("aarhus")).Admit(new("bonn")).Nodes.Select(n => n.Value));

    [Fact]
    public void Admit_Again_ChangesNothing()
    {
        var federation = Created.Admit(new("leeds"));

        Assert.Same(federation, federation.Admit(new("leeds")));
    }

    [Fact]
    public void Record_KeepsRunsInTheOrderOfTheirStart()
    {
        var federation = Created.Record(new("second")).Record(new("first"));

        Assert.Equal(["second", "first"], federation.Runs.Select(r => r.Value));
        Assert.Same(federation, federation.Record(new("second")));
    }
}
