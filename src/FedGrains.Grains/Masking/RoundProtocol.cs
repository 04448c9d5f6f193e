using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>The protocol's side of a round, made again from what the round has stored: it follows from it alone, so that it can be made again after a crash.</summary>
internal static class RoundProtocol
{
    /// <summary>The protocol's state of a round that has begun and not ended.</summary>
    /// <param name="round">The round.</param>
    /// <param name="opening">The protocol's state as the round began.</param>
    /// <param name="statements">What survivors signed and released since.</param>
    public static AggregationRound Restore(Round round, AggregationRound opening, ImmutableArray<byte[]> statements)
    {
        if (round.Unmasking is not { } unmasking) return opening;

        var signing = Receive(opening, round.Receipts.Select(r => Convert.FromBase64String(r.Submission.Update!.MaskedUpload!))).Close();
        var signed = Receive(signing, statements.Where(s => WireMessage.Kind(s) is MessageKind.SurvivorSignature));

        if (unmasking.Step is UnmaskingStep.Signing) return signed;

        var released = Receive(signed.Close(), statements.Where(s => WireMessage.Kind(s) is MessageKind.ShareRelease));

        return round.Phase is RoundPhase.Unmasking ? released : released.Close();
    }

    /// <summary>The name of a site in the round's roster; null when there is none with that number.</summary>
    public static NodeId? Name(this AggregationRound round, int site)
    {
        var sites = round.Transcript.Roster.Roster.Sites;

        return site < sites.Length ? new NodeId(sites[site].Id.Value) : null;
    }

    private static AggregationRound Receive(AggregationRound round, IEnumerable<byte[]> messages) => messages.Aggregate(round, (r, m) => r.Receive(m).Next);
}
