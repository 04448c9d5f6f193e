using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Trainers;

using RoundTask = FedGrains.Core.Rounds.RoundTask;
using SiteIdentity = FedGrains.Site.Identity.SiteIdentity;

namespace FedGrains.Site.Jobs;

/// <summary>Seals updates to the round that they are for. What is sealed opens there and nowhere else, and each sending has a key of its own.</summary>
internal sealed class UpdateSeals(SiteIdentity identity, RandomNumberGenerator randomness)
{
    /// <summary>Throws a <see cref="SiteTrainingException"/> when an assignment to train has no key to seal to: nothing is computed that could not be sent.</summary>
    public static void Require(JobAssignment assignment)
    {
        if (assignment.Task is RoundTask.Train && HpkePublicKey.TryRead(assignment.RoundKey ?? []) is null)
            throw new SiteTrainingException("configuration: the assignment has no round_key that an update can be sealed to. Update the coordinator.");
    }

    /// <summary>A sealer of the chunks of a job's update, from one on.</summary>
    public UpdateSealer From(JobAssignment assignment, long firstChunk) =>
        new(HpkePublicKey.Read(assignment.RoundKey ?? []), ContextOf(assignment), SealedUpdateFormat.Default, randomness, firstChunk);

    private SealContext ContextOf(JobAssignment assignment) => new()
    {
        Federation = identity.Node.Federation.Value,
        Run = assignment.Run.Value,
        Round = assignment.Round,
        Node = identity.Node.Node.Value,
        BaseModel = assignment.BaseDigest.Value,
        Configuration = Digest.Of(assignment.Configuration).Value,
        Roster = assignment.RoundInvitation is { } invitation ? WireMessage.Parse<RoundInvitation>(invitation).Start.Body.Scope.Roster.ToString() : SealContext.NoRoster,
    };
}
