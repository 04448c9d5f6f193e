using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site did with a message.</summary>
public enum SiteProgress
{
    /// <summary>Nothing: it was refused.</summary>
    Refused,

    /// <summary>It pinned a roster, or had it pinned.</summary>
    RosterPinned,

    /// <summary>It signed a roster; the reply is the signature.</summary>
    RosterSigned,

    /// <summary>It made keys; the reply is S1.</summary>
    KeysAdvertised,

    /// <summary>It dealt shares; the reply is S2.</summary>
    SharesDealt,

    /// <summary>It took shares in; the reply is its receipt.</summary>
    SharesHeld,

    /// <summary>It agreed to a round: train, then promise the input.</summary>
    RoundBegun,

    /// <summary>It promised its input: mask it and send it.</summary>
    InputPromised,

    /// <summary>It uploaded; the reply is R1.</summary>
    Uploaded,

    /// <summary>It signed the survivors; the reply is R2.</summary>
    SurvivorsSigned,

    /// <summary>It released shares; the reply is R3.</summary>
    SharesReleased,
}

/// <summary>What came of a message at a site. Store <see cref="Next"/>, then commit the step, and only then send the reply.</summary>
/// <param name="Next">The state afterwards. It differs from the one before even when a message was refused because the journal had gone back.</param>
/// <param name="Progress">What the site did.</param>
/// <param name="Reply">The message to send to the coordinator; empty when there is none.</param>
/// <param name="Refusal">Why it did nothing, exactly when <see cref="Progress"/> says so.</param>
/// <param name="Notes">What it did not take in while it took in the rest, one refusal each.</param>
public sealed record SiteStep(SiteState Next, SiteProgress Progress, ReadOnlyMemory<byte> Reply, Refusal? Refusal, ImmutableArray<Refusal> Notes)
{
    internal static SiteStep Refused(SiteState state, Refusal refusal) => new(state, SiteProgress.Refused, default, refusal, []);

    internal static SiteStep Refused(SiteState state, RefusalKind kind, string sentence) => Refused(state, new(kind, sentence));

    internal static SiteStep Done(SiteState next, SiteProgress progress) => new(next, progress, default, null, []);

    internal static SiteStep Done<T>(SiteState next, SiteProgress progress, T reply) where T : IWireMessage<T> => new(next, progress, WireMessage.Encode(reply), null, []);
}
