using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

public sealed partial class AggregationRound
{
    /// <summary>Takes in a site's message, or says why not. What is known already changes nothing.</summary>
    public (AggregationRound Next, Refusal? Refusal) Receive(ReadOnlySpan<byte> message)
    {
        try
        {
            return WireMessage.Kind(message) switch
            {
                MessageKind.MaskedUpload => Take(WireMessage.Parse<SignedMessage<MaskedUpload>>(message)),
                MessageKind.SurvivorSignature => Take(WireMessage.Parse<SignedMessage<SurvivorSignature>>(message)),
                MessageKind.ShareRelease => Take(WireMessage.Parse<SignedMessage<ShareRelease>>(message)),
                _ => throw new FormatException("This is not a message of a round."),
            };
        }
        catch (FormatException fault)
        {
            return (this, new(RefusalKind.Malformed, fault.Message));
        }
    }

    private (AggregationRound, Refusal?) Take(SignedMessage<MaskedUpload> upload)
    {
        if (RoundRules.Judge(upload, _pinned, Start) is { } refusal) return (this, refusal);

        if (Transcript.Survivors.Uploads.FirstOrDefault(u => u.Body.Site == upload.Body.Site) is { } held)
            return (this, held.Body.Upload == upload.Body.Upload ? null : new(RefusalKind.Equivocation, $"{Name(upload.Body.Site)} has uploaded something else in round {Start.Round}. The first stands."));

        return Phase is AggregationPhase.Collecting
            ? (Heard(Transcript with { Survivors = new(Insert(Transcript.Survivors.Uploads, upload)) }, upload), null)
            : (this, Late());
    }

    private (AggregationRound, Refusal?) Take(SignedMessage<SurvivorSignature> signature)
    {
        if (Phase is AggregationPhase.Collecting) return (this, new(RefusalKind.OutOfOrder, $"The survivors of round {Start.Round} are not settled."));
        if (RoundRules.Judge(signature, _pinned, Start, Survivors, _list) is { } refusal) return (this, refusal);
        if (Signers.Contains(signature.Body.Site)) return (this, null);

        return Phase is AggregationPhase.Signing
            ? (Heard(Transcript with { Signatures = new(Insert(Transcript.Signatures.Signatures, signature)) }, signature), null)
            : (this, Late());
    }

    private (AggregationRound, Refusal?) Take(SignedMessage<ShareRelease> release)
    {
        if (Phase is AggregationPhase.Collecting or AggregationPhase.Signing) return (this, new(RefusalKind.OutOfOrder, $"No shares are asked for yet in round {Start.Round}."));
        if (RoundRules.Judge(release, _pinned, Start, _keys.Graph, Survivors, _list) is { } refusal) return (this, refusal);
        if (Transcript.Releases.Any(r => r.Body.Site == release.Body.Site)) return (this, null);

        return Phase is AggregationPhase.Releasing
            ? (Heard(Transcript with { Releases = Insert(Transcript.Releases, release) }, release), null)
            : (this, Late());
    }

    private AggregationRound Heard<T>(RoundTranscript transcript, SignedMessage<T> statement) where T : IWireMessage<T>, IJournaledStatement =>
        new(_pinned, _keys, transcript, Phase, Reason, Echoes.SetItem(statement.Body.Site, WireMessage.Encode(statement)));

    private static ImmutableArray<SignedMessage<T>> Insert<T>(ImmutableArray<SignedMessage<T>> statements, SignedMessage<T> statement) where T : IWireMessage<T>, ISiteStatement =>
        [.. statements.Append(statement).OrderBy(s => s.Body.Site)];

    private Refusal Late() => new(RefusalKind.OutOfOrder, $"Round {Start.Round} has gone on without it. Wait for the next round.");
}
