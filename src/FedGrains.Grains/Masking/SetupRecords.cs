using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Masking;

/// <summary>
/// Setups on disk: as they began, and each message by itself, because a setup grows with sites × neighbours × rounds and changes with every message. Judging the
/// messages again in their order gives the same setup.
/// </summary>
internal sealed class SetupRecords(IArtifactStore artifacts, RunKey run)
{
    /// <summary>Stores a setup that is about to be asked for.</summary>
    public async Task<StoredSetup> Write(BatchSetup setup, int openedFor)
    {
        var first = checked((long)setup.Batch.FirstRound);

        return new(first, setup.Batch.Rounds, await Area(first).Put(setup.ToBytes()), [], 0, openedFor);
    }

    /// <summary>Stores a message of a site.</summary>
    public Task<Digest> Write(StoredSetup setup, byte[] message) => Area(setup.FirstRound).Put(message);

    public async Task<BatchSetup> Read(StoredSetup stored)
    {
        var area = Area(stored.FirstRound);
        var setup = BatchSetup.Parse(await area.ReadAll(stored.Opening));

        foreach (var happened in stored.Events)
            setup = happened is { } message ? setup.Receive(await area.ReadAll(message)).Next : setup.Close();

        return setup;
    }

    public Task Delete(StoredSetup setup) => artifacts.DeleteArea(AreaOf(setup.FirstRound));

    private IArtifactStore Area(long firstRound) => artifacts.Area(AreaOf(firstRound));

    private string AreaOf(long firstRound) => $"{run}/setup/{firstRound}";
}
