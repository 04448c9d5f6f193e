using FedGrains.Cli.CommandLine;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Cli.Rounds;

/// <summary>What the coordinator's artifact store has of a round.</summary>
internal sealed class StoredEvidence : IRoundEvidence
{
    private readonly CoordinatorArtifacts _artifacts;
    private readonly IArtifactStore _updates;
    private readonly RoundFacts _facts;

    public StoredEvidence(CoordinatorEndpoints coordinator, RoundFacts facts)
    {
        if (!Directory.Exists(coordinator.Data)) throw new CommandException($"The coordinator keeps its records in '{coordinator.Data}', which this machine cannot see. Run this command on the coordinator's machine, with --export, and verify the folder here.");

        _facts = facts;
        _artifacts = CoordinatorArtifacts.Open(coordinator);
        _updates = _artifacts.Store.Area(RoundPlan.UpdateAreaOf(new(new(facts.Federation, facts.Run), facts.Round)));
    }

    public Stream? OpenTranscript() => Open(_artifacts.Store, _facts.Transcript);

    public Stream? OpenBase() => Open(_artifacts.Store, _facts.Base.Digest);

    public Stream? OpenModel() => Open(_artifacts.Store, _facts.Model.Digest);

    public Stream? OpenVector(RoundContributor contributor) => Open(_updates, contributor.Vector);

    public void Dispose() => _artifacts.Dispose();

    private static Stream? Open(IArtifactStore store, Digest digest)
    {
        try
        {
            return store.Open(digest);
        }
        catch (ArtifactNotFoundException)
        {
            return null;
        }
    }
}
