using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Site.Jobs;

/// <summary>Updates as files, encoded while they are written, in an area of the store for each job.</summary>
internal sealed class UpdateFiles(IArtifactStore artifacts)
{
    /// <summary>Encodes the change from <paramref name="global"/> to <paramref name="trained"/> and stores it durably.</summary>
    public async Task<StoredUpdate> Store(
        JobAssignment assignment, int fractionBits, ModelLayout layout, ReadOnlyMemory<float> trained, ReadOnlyMemory<float> global, CancellationToken cancellation)
    {
        if (fractionBits is < FixedPointFormat.MinimumFractionBits or > FixedPointFormat.MaximumFractionBits)
            throw new SiteTrainingException($"configuration: {fractionBits} fraction bits are not {FixedPointFormat.MinimumFractionBits} to {FixedPointFormat.MaximumFractionBits}.");

        await using var update = new EncodedUpdate(new(fractionBits), layout, trained, global);

        return new(await Store(assignment, update, cancellation), update.Length, []);
    }

    /// <summary>Stores an update's bytes durably as they are read.</summary>
    public Task<Digest> Store(JobAssignment assignment, Stream update, CancellationToken cancellation) => artifacts.Area(AreaOf(assignment.Key)).Put(update, cancellation);

    /// <summary>Fills <paramref name="buffer"/> with a job's update from <paramref name="offset"/> on.</summary>
    public ValueTask Read(string job, Digest update, long offset, Memory<byte> buffer, CancellationToken cancellation) =>
        artifacts.Area(AreaOf(job)).Read(update, offset, buffer, cancellation);

    /// <summary>Throws away what a job has stored.</summary>
    public Task Delete(string job) => artifacts.DeleteArea(AreaOf(job));

    private static string AreaOf(string job) => $"job/{job}";
}
