namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Why a message, or a step, was refused. A refusal changes nothing that was promised and releases nothing.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Sentence">What is wrong, for people and logs; it quotes no secret.</param>
public sealed record Refusal(RefusalKind Kind, string Sentence);

/// <summary>The rules by which sites, coordinator and verifiers refuse.</summary>
public enum RefusalKind
{
    /// <summary>The bytes are no message, or not in canonical form.</summary>
    Malformed,

    /// <summary>No step is open that this message belongs to.</summary>
    OutOfOrder,

    /// <summary>The message is for another federation.</summary>
    WrongFederation,

    /// <summary>The message is bound to a roster that was replaced.</summary>
    StaleRoster,

    /// <summary>The message is bound to a roster that is not pinned here.</summary>
    UnknownRoster,

    /// <summary>A roster breaks a rule, or weakens one.</summary>
    UnsafeRoster,

    /// <summary>A roster is not signed by enough of the sites that must agree to it.</summary>
    TooFewRosterSignatures,

    /// <summary>A first roster is not the one that the site's operator confirmed.</summary>
    UnconfirmedRoster,

    /// <summary>A site is not in the roster, or not with its key.</summary>
    NotAMember,

    /// <summary>A signature is not that of the party whose statement it is.</summary>
    BadSignature,

    /// <summary>The same party said two different things where it may say one.</summary>
    Equivocation,

    /// <summary>A key is used twice.</summary>
    DuplicateKey,

    /// <summary>A statement does not have the shape that the protocol gives it.</summary>
    WrongShape,

    /// <summary>Too few sites take part.</summary>
    TooFewSites,

    /// <summary>A round or batch number does not ascend.</summary>
    Replay,

    /// <summary>Shares do not open here, or are not those that their dealer announced.</summary>
    BadShares,

    /// <summary>A site takes part whose shares are missing here, so nobody could open the sum without it.</summary>
    MissingShares,

    /// <summary>The round is for another model, configuration or length than this site trained.</summary>
    WrongTask,

    /// <summary>A sum over the same model and configuration was opened before; another would tell who came or went.</summary>
    OpenedBefore,

    /// <summary>The sites that are left do not hold together: a few of them could be singled out.</summary>
    Scattered,

    /// <summary>The journal is older than what this site has said: it was restored from a copy.</summary>
    RolledBack,

    /// <summary>A secret that was put together from shares is not the one that was committed to.</summary>
    WrongSecret,
}
