using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What came of putting the secrets together from released shares.</summary>
/// <param name="Plan">What has to come off the sum; null when a secret could not be found.</param>
/// <param name="Refusal">Why there is no plan.</param>
/// <param name="Liars">The sites that released a share which is not on the polynomial of the secret that its owner committed to.</param>
public sealed record Unmasking(UnmaskPlan? Plan, Refusal? Refusal, ImmutableArray<int> Liars)
{
    /// <summary>The owners of whose secret too few shares were released, though it is needed.</summary>
    internal static IEnumerable<int> Missing(RoundTranscript transcript, NeighbourGraph graph)
    {
        var survivors = transcript.Survivors.Sites;
        var released = transcript.Releases.SelectMany(r => r.Body.Shares).CountBy(s => s.Owner).ToDictionary();

        return transcript.Start.Body.Participants
            .Where(owner => survivors.BinarySearch(owner) >= 0 || graph.Neighbours(owner).Any(n => survivors.BinarySearch(n) >= 0))
            .Where(owner => released.GetValueOrDefault(owner) < graph.Plan.Threshold);
    }

    /// <summary>Puts together the self-mask secret of every survivor and the mask key of everyone who dropped out, and lists the masks that they left in the sum. Every secret is compared with what its owner published.</summary>
    internal static Unmasking Of(RoundTranscript transcript, PinnedRoster pinned, BatchKeys keys)
    {
        var survivors = transcript.Survivors.Sites;
        var recovery = new SecretRecovery(transcript, keys);
        var terms = ImmutableArray.CreateBuilder<UnmaskTerm>();

        foreach (var owner in transcript.Start.Body.Participants)
        {
            var survived = survivors.BinarySearch(owner) >= 0;
            if (!survived && !keys.Graph.Neighbours(owner).Any(n => survivors.BinarySearch(n) >= 0)) continue;

            using var secret = recovery.Find(owner, survived ? ShareKind.SelfMask : ShareKind.MaskKey);
            if (secret is null)
                return new(null, new(RefusalKind.WrongSecret, $"The shares of {pinned.Roster.Sites[owner].Id} do not give the secret that it committed to. Either it dealt wrong shares, or too many of its neighbours released wrong ones."), recovery.Liars);

            terms.AddRange(survived ? [UnmaskTerms.Self(secret, transcript.Start.Body, owner)] : UnmaskTerms.Pairs(secret, transcript.Start.Body, keys, owner, survivors));
        }

        return new(new(transcript.Start.Body.Task.Ring, transcript.Start.Body.Task.Lanes, terms.ToImmutable()), null, recovery.Liars);
    }
}
