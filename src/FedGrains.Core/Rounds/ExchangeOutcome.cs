namespace FedGrains.Core.Rounds;

/// <summary>What came of a site's message of secure aggregation.</summary>
public enum ExchangeOutcome
{
    /// <summary>It was taken in, or was known already.</summary>
    Taken,

    /// <summary>The bytes are no such message, or not one of the shape that is due.</summary>
    Malformed,

    /// <summary>It speaks for another site than its sender, or for one that has no part here.</summary>
    NotAMember,

    /// <summary>A signature in it is not that of its maker.</summary>
    BadSignature,

    /// <summary>The site has said something else where it may say one thing.</summary>
    Equivocation,

    /// <summary>It does not belong to anything that is open now.</summary>
    NotNow,

    /// <summary>There is no such run, or it does not mask its updates.</summary>
    NotFound,
}
