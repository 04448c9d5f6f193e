namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a message is. The numbers are on the wire: they are never changed nor used again.</summary>
public enum MessageKind : byte
{
    /// <summary>A roster.</summary>
    Roster = 1,

    /// <summary>One site's signature of a roster.</summary>
    RosterSignature = 2,

    /// <summary>A roster with its signatures.</summary>
    SignedRoster = 3,

    /// <summary>The coordinator asks for the keys of a batch of rounds.</summary>
    BatchInvitation = 16,

    /// <summary>S1: a site's ephemeral keys of a batch.</summary>
    KeyAdvertisement = 17,

    /// <summary>All sites' keys of a batch.</summary>
    KeySet = 18,

    /// <summary>A site's public statement about the shares it dealt.</summary>
    ShareOffer = 19,

    /// <summary>Shares from one site to another, encrypted.</summary>
    ShareEnvelope = 20,

    /// <summary>S2: a site's offer and all its envelopes.</summary>
    ShareDelivery = 21,

    /// <summary>The offers and envelopes for one site.</summary>
    ShareBundle = 22,

    /// <summary>Whose shares a site holds.</summary>
    ShareReceipt = 23,

    /// <summary>What a round is.</summary>
    RoundStart = 32,

    /// <summary>A round's start, and what the site said last.</summary>
    RoundInvitation = 33,

    /// <summary>R1: what a site uploaded.</summary>
    MaskedUpload = 34,

    /// <summary>Everything that was uploaded: the survivors.</summary>
    SurvivorList = 35,

    /// <summary>R2: a survivor's signature of the list.</summary>
    SurvivorSignature = 36,

    /// <summary>The signatures, which ask for shares.</summary>
    UnmaskRequest = 37,

    /// <summary>R3: the shares that open the sum.</summary>
    ShareRelease = 38,

    /// <summary>Everything that was published about a round.</summary>
    Transcript = 48,

    /// <summary>A site's journal.</summary>
    Journal = 64,

    /// <summary>A site's whole state. It holds secrets.</summary>
    SiteState = 65,

    /// <summary>The coordinator's record of a batch.</summary>
    BatchSetup = 66,

    /// <summary>The coordinator's record of a round.</summary>
    AggregationRound = 67,

    /// <summary>What is to be removed from the sum.</summary>
    UnmaskPlan = 68,
}
