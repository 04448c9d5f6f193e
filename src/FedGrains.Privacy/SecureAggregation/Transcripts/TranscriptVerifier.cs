using System.Collections.Immutable;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A round whose transcript holds.</summary>
/// <param name="Start">What the round was.</param>
/// <param name="Uploads">The survivors by name, each with the digest of its masked vector.</param>
/// <param name="Plan">What comes off the sum of those vectors.</param>
public sealed record VerifiedRound(RoundStart Start, ImmutableSortedDictionary<SiteId, Sha256Digest> Uploads, UnmaskPlan Plan)
{
    /// <summary>The sum of the survivors' inputs from their masked vectors, or why these are not they. For vectors of this many bytes in memory; longer ones are summed and unmasked slice by slice, each in a <see cref="MaskedSum"/> of its own.</summary>
    public (MaskedSum? Sum, Refusal? Refusal) Recompute(IReadOnlyDictionary<SiteId, ReadOnlyMemory<uint>> masked)
    {
        ArgumentNullException.ThrowIfNull(masked);

        foreach (var (site, digest) in Uploads)
        {
            if (!masked.TryGetValue(site, out var vector) || vector.Length != Start.Task.Words || VectorDigest.Of(vector.Span) != digest)
                return (null, new(RefusalKind.WrongShape, $"The masked vector of {site} is not the one that it signed in round {Start.Round}."));
        }

        var sum = new MaskedSum(Start.Task.Ring, checked((int)Start.Task.Lanes));
        foreach (var site in Uploads.Keys) sum.Add(masked[site].Span);
        Plan.RemoveFrom(sum);

        return (sum, null);
    }
}

/// <summary>Checks a transcript by itself, trusting nobody but the roster.</summary>
public static class TranscriptVerifier
{
    /// <summary>What a transcript proves, or the first thing that is wrong with it.</summary>
    /// <param name="transcript">The transcript, from wherever.</param>
    /// <param name="roster">The digest of the roster that the verifier goes by.</param>
    public static (VerifiedRound? Round, Refusal? Refusal) Verify(RoundTranscript transcript, Sha256Digest roster)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var pinned = new PinnedRoster(transcript.Roster.Roster, transcript.Roster.Roster.Digest());
        var (start, survivors) = (transcript.Start.Body, transcript.Survivors.Sites);

        if (JudgeRoster(pinned, roster) is { } stranger) return (null, stranger);

        var (keys, refusal) = BatchKeys.Of(pinned, start.Batch, transcript.Keys);
        if (keys is null) return (null, refusal);

        var list = transcript.Survivors.Digest(start);
        refusal = JudgeStart(transcript, pinned, keys)
            ?? First(transcript.Offers, offer => ShareIntake.Judge(offer, pinned, keys.Context, keys.Graph))
            ?? transcript.Survivors.Judge(pinned, start, keys.Graph)
            ?? transcript.Signatures.Judge(pinned, start, survivors, list)
            ?? First(transcript.Releases, release => RoundRules.Judge(release, pinned, start, keys.Graph, survivors, list));
        if (refusal is not null) return (null, refusal);

        var unmasking = Unmasking.Of(transcript, pinned, keys);

        return unmasking.Plan is { } plan
            ? (new(start, transcript.Survivors.Uploads.ToImmutableSortedDictionary(u => pinned.Roster.Sites[u.Body.Site].Id, u => u.Body.Upload), plan), null)
            : (null, unmasking.Refusal);
    }

    private static Refusal? JudgeRoster(PinnedRoster pinned, Sha256Digest roster) =>
        pinned.Digest != roster ? new(RefusalKind.UnknownRoster, $"The transcript goes by roster {pinned.Digest}, not {roster}.")
        : pinned.Roster.Faults().ToArray() is { Length: > 0 } faults ? new(RefusalKind.UnsafeRoster, string.Join(" ", faults))
        : null;

    private static Refusal? JudgeStart(RoundTranscript transcript, PinnedRoster pinned, BatchKeys keys)
    {
        var start = transcript.Start.Body;

        return transcript.Start.JudgeCoordinator(start.Scope, pinned) ?? start switch
        {
            _ when start.Setup != keys.Digest => new(RefusalKind.Equivocation, $"Round {start.Round} goes by other keys than those in the transcript."),
            _ when start.Participants.Any(p => !keys.Graph.Contains(p)) => new(RefusalKind.NotAMember, $"Round {start.Round} names a site that has no keys."),
            _ when !transcript.Offers.Select(o => o.Body.Site).SequenceEqual(start.Participants) => new(RefusalKind.WrongShape, "The offers are not those of the round's sites."),
            _ => null,
        };
    }

    private static Refusal? First<T>(ImmutableArray<T> statements, Func<T, Refusal?> judge) => statements.Select(judge).FirstOrDefault(refusal => refusal is not null);
}
