using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Configuration;
using FedGrains.Site.Jobs;
using FedGrains.Site.Trainers;

using RoundTask = FedGrains.Core.Rounds.RoundTask;
using SiteIdentity = FedGrains.Site.Identity.SiteIdentity;

namespace FedGrains.Site.Masking;

/// <summary>
/// What a job does so that its update leaves masked: it agrees to the round before it trains; afterwards it clips, rounds, adds noise, promises the input, and only then
/// masks it while it is written to its file. Done again after a crash it makes the same bytes, or the journal refuses.
/// </summary>
internal sealed class MaskedRounds(IGrainFactory grains, SiteIdentity identity, SiteOptions options, MaskHandover handover, UpdateNoise noise, UpdateFiles updates)
{
    private IMaskingStepsGrain Steps => grains.GetGrain<IMaskingStepsGrain>(identity.Node.ToString());

    /// <summary>Agrees to the round; null when its update is not to be masked. A <see cref="MaskingRefusedException"/> or a <see cref="SiteTrainingException"/> when the site will not.</summary>
    public async Task<AgreedRound?> Begin(JobAssignment assignment, SiteTask task, ModelLayout layout)
    {
        if (assignment.Task is RoundTask.Evaluate) return null;
        if (task.Masking is not { } masking) return RequirePlain(assignment);
        if (assignment.RoundInvitation is not { } invitation) throw new SiteTrainingException("configuration: the round's updates are to be masked, and the assignment has no invitation to secure aggregation.");

        var subject = new MaskingSubject(assignment.BaseDigest, Digest.Of(assignment.Configuration), masking.RingBits, masking.Lanes(layout.ParameterCount));
        var begun = await Steps.Begin(assignment.Run.Value, assignment.Round, invitation, subject);
        if (begun.Refusal is { } refusal) throw new MaskingRefusedException(refusal);

        masking.Require(layout.ParameterCount, begun.LeastSurvivors);

        return new(begun.Number, masking, layout, task.RoundingSeed(identity.Node.Node), $"{assignment.Key}/{subject.Model}/{subject.Configuration}");
    }

    /// <summary>Makes the update ready, promises it, and stores it masked. A <see cref="MaskingRefusedException"/> when another was promised before.</summary>
    public async Task<StoredUpdate> Store(JobAssignment assignment, AgreedRound round, TrainedModel trained, ReadOnlyMemory<float> global, JobProgress progress, CancellationToken cancellation)
    {
        using var input = noise.Make(round, trained, global);
        var length = (long)input.Lanes * input.Ring.LaneSize();
        progress.Enter("masking", length);

        Require(await Steps.Promise(round.Number, noise.Tag(round, input)));
        using var masks = handover.Take(round.Number);
        await using var masked = new MaskedUpdateStream(masks.Mask(input), length, progress.Reach);
        var digest = await updates.Store(assignment, masked, cancellation);
        var statement = Require(await Steps.Upload(round.Number, digest));

        return new(digest, length, statement.Reply);
    }

    private AgreedRound? RequirePlain(JobAssignment assignment) =>
        assignment.RoundInvitation is not null ? throw new SiteTrainingException("configuration: the assignment invites to secure aggregation, and the configuration says nothing of masking.")
        : options.Roster.PlainRounds is PlainRounds.Refuse ? throw new SiteTrainingException("configuration: this site sends no update that the coordinator can read (roster.plainRounds: refuse). Switch secureAggregation on for the run, or leave this site out.")
        : null;

    private static MaskingAnswer Require(MaskingAnswer answer) => answer.Refusal is { } refusal ? throw new MaskingRefusedException(refusal) : answer;
}

/// <summary>A round that this site has agreed to mask its update in.</summary>
/// <param name="Number">Its number in secure aggregation.</param>
/// <param name="Task">How updates are made ready.</param>
/// <param name="Layout">The model's parameters.</param>
/// <param name="RoundingSeed">What rounding follows from where there is no noise.</param>
/// <param name="Subject">The run, the round, the base model and the configuration.</param>
internal sealed record AgreedRound(ulong Number, MaskingTask Task, ModelLayout Layout, byte[] RoundingSeed, string Subject);
