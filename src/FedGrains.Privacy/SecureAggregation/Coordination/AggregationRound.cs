using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The coordinator's record of a round. It need not be trusted: whatever it tells the sites, they open one sum over enough of them or
/// none. Every method returns what is next; store it before its messages are sent.
/// </summary>
public sealed partial class AggregationRound
{
    private readonly PinnedRoster _pinned;
    private readonly BatchKeys _keys;
    private readonly Sha256Digest _list;

    private AggregationRound(PinnedRoster pinned, BatchKeys keys, RoundTranscript transcript, AggregationPhase phase, string? reason, ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> echoes)
    {
        (_pinned, _keys, Transcript, Phase, Reason, Echoes) = (pinned, keys, transcript, phase, reason, echoes);
        _list = transcript.Survivors.Digest(Start);
    }

    /// <summary>Everything that was said so far; once the sum can be opened, what proves it.</summary>
    public RoundTranscript Transcript { get; }

    /// <summary>Where the round stands.</summary>
    public AggregationPhase Phase { get; }

    /// <summary>Why it was abandoned, or null.</summary>
    public string? Reason { get; }

    /// <summary>The last statement of every site that the coordinator has, which it shows the site when the next round starts.</summary>
    public ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> Echoes { get; }

    /// <summary>What the round is.</summary>
    public RoundStart Start => Transcript.Start.Body;

    /// <summary>The sites whose statements are in.</summary>
    public ImmutableArray<int> Survivors => Transcript.Survivors.Sites;

    /// <summary>Opens a round among sites that are ready for it, or says why it cannot be opened.</summary>
    /// <param name="setup">The setup of its batch.</param>
    /// <param name="start">What the round is, signed by the coordinator's key.</param>
    /// <param name="previous">The round before, for its echoes; null when there is none under this roster.</param>
    public static (AggregationRound? Round, Refusal? Refusal) Open(BatchSetup setup, SignedMessage<RoundStart> start, AggregationRound? previous = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(start);
        var (body, terms) = (start.Body, setup.Pinned.Roster.Terms);

        var refusal = start.JudgeCoordinator(body.Scope, setup.Pinned)
            ?? (setup.Phase is not SetupPhase.Confirming || body.Setup != setup.Keys!.Digest || body.Batch != setup.Batch ? new(RefusalKind.OutOfOrder, $"The setup of rounds {body.Batch} is not finished.")
                : body.Participants.Length < terms.LeastSurvivors ? new(RefusalKind.TooFewSites, $"{body.Participants.Length} sites can be in round {body.Round} together; it takes {terms.LeastSurvivors}.")
                : !setup.Usable(body.Participants).SequenceEqual(body.Participants) ? new(RefusalKind.MissingShares, $"Some sites of round {body.Round} do not hold each other's shares. Ask those that are usable.")
                : setup.Keys.Graph.IsHeldTogetherBy(body.Participants.ToHashSet()) ? null : RoundRules.Scattered(body));
        if (refusal is not null) return (null, refusal);

        var offers = setup.Deliveries.Select(d => d.Offer).Where(o => body.Participants.BinarySearch(o.Body.Site) >= 0);
        var transcript = new RoundTranscript(setup.Roster, setup.Keys!.Keys, [.. offers], start, new([]), new([]), []);
        var echoes = previous is not null && previous._pinned.Digest == setup.Pinned.Digest ? previous.Echoes : ImmutableSortedDictionary<int, ReadOnlyMemory<byte>>.Empty;

        return (new(setup.Pinned, setup.Keys, transcript, AggregationPhase.Collecting, null, echoes), null);
    }

    /// <summary>What a round would be: the statement that the coordinator signs to open it.</summary>
    public static RoundStart StartOf(BatchSetup setup, ulong round, RoundTask task, IEnumerable<int> participants)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (setup.Keys is null) throw new InvalidOperationException($"The keys of rounds {setup.Batch} are not settled.");

        return new(Scope.Of(setup.Pinned), setup.Batch, setup.Keys.Digest, round, task, [.. participants.Order()]);
    }

    /// <summary>The sites that are still awaited.</summary>
    public ImmutableArray<int> Awaited => Phase switch
    {
        AggregationPhase.Collecting => [.. Start.Participants.Except(Survivors)],
        AggregationPhase.Signing => [.. Survivors.Except(Signers)],
        AggregationPhase.Releasing => [.. Signers.Except(Transcript.Releases.Select(r => r.Body.Site))],
        AggregationPhase.Opened or AggregationPhase.Abandoned => [],
    };

    /// <summary>The messages that awaited sites need, to be sent now or again.</summary>
    public IEnumerable<Outgoing> Outgoing() => Phase switch
    {
        AggregationPhase.Collecting => Awaited.Select(site => new Outgoing(Name(site), WireMessage.Encode(new RoundInvitation(Transcript.Start, Echoes.GetValueOrDefault(site))))),
        AggregationPhase.Signing => To(WireMessage.Encode(Transcript.Survivors)),
        AggregationPhase.Releasing => To(WireMessage.Encode(Transcript.Signatures)),
        AggregationPhase.Opened or AggregationPhase.Abandoned => [],
    };

    /// <summary>Ends the phase with those who have answered. When they are too few the round is abandoned, and nothing of it is ever opened.</summary>
    public AggregationRound Close() => Phase switch
    {
        AggregationPhase.Collecting => Transcript.Survivors.Judge(_pinned, Start, _keys.Graph) is { } refusal ? Abandon(refusal.Sentence) : With(Transcript, AggregationPhase.Signing),
        AggregationPhase.Signing => Transcript.Signatures.Judge(_pinned, Start, Survivors, _list) is { } refusal ? Abandon(refusal.Sentence) : With(Transcript, AggregationPhase.Releasing),
        AggregationPhase.Releasing => Shortfall() is { } shortfall ? Abandon(shortfall) : With(Transcript, AggregationPhase.Opened),
        AggregationPhase.Opened or AggregationPhase.Abandoned => this,
    };

    /// <summary>Ends the round without a sum.</summary>
    public AggregationRound Abandon(string reason) => Phase is AggregationPhase.Opened or AggregationPhase.Abandoned ? this : new(_pinned, _keys, Transcript, AggregationPhase.Abandoned, reason, Echoes);

    /// <summary>What has to come off the sum of the survivors' masked vectors; only once the round is <see cref="AggregationPhase.Opened"/>.</summary>
    public Unmasking Unmask() => Phase is AggregationPhase.Opened
        ? Unmasking.Of(Transcript, _pinned, _keys)
        : throw new InvalidOperationException($"Round {Start.Round} is {Phase}; there is nothing to unmask.");

    private IEnumerable<int> Signers => Transcript.Signatures.Signatures.Select(s => s.Body.Site);

    private string? Shortfall() => Unmasking.Missing(Transcript, _keys.Graph).ToArray() is { Length: > 0 } missing
        ? $"Too few shares of {string.Join(", ", missing.Select(Name))} were released; it takes {_keys.Graph.Plan.Threshold} of each."
        : null;

    private AggregationRound With(RoundTranscript transcript, AggregationPhase phase) => new(_pinned, _keys, transcript, phase, Reason, Echoes);

    private IEnumerable<Outgoing> To(byte[] message) => Awaited.Select(site => new Outgoing(Name(site), message));

    private SiteId Name(int site) => _pinned.Roster.Sites[site].Id;
}
