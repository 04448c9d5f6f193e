namespace FedGrains.Core.Nodes;

/// <summary>What came of an invitation.</summary>
public enum InviteOutcome
{
    /// <summary>A token was issued.</summary>
    Invited,

    /// <summary>The node has enrolled; it needs no invitation.</summary>
    AlreadyEnrolled,

    /// <summary>The node was shut out.</summary>
    Revoked,
}

/// <summary>What came of an enrolment.</summary>
public enum EnrolOutcome
{
    /// <summary>The key is enrolled and the token spent.</summary>
    Enrolled,

    /// <summary>The same key was enrolled with the same token before.</summary>
    AlreadyEnrolled,

    /// <summary>No invitation of this node has that token.</summary>
    WrongToken,

    /// <summary>The token was used for another key.</summary>
    TokenSpent,

    /// <summary>The token was not used in time.</summary>
    TokenExpired,

    /// <summary>The node was shut out.</summary>
    Revoked,
}

/// <summary>Outcomes in words, for people.</summary>
public static class NodeSentences
{
    /// <summary>What to tell a site that tried to enrol.</summary>
    public static string Explain(this EnrolOutcome outcome) => outcome switch
    {
        EnrolOutcome.Enrolled => "The site is enrolled.",
        EnrolOutcome.AlreadyEnrolled => "The site was enrolled with this key before.",
        EnrolOutcome.WrongToken => "token: no open invitation of this node has it. Ask the federation's operator for a new invitation.",
        EnrolOutcome.TokenSpent => "token: it was used before, by another key. Ask the federation's operator for a new invitation if that was not you.",
        EnrolOutcome.TokenExpired => "token: it has expired. Ask the federation's operator for a new invitation.",
        EnrolOutcome.Revoked => "node: it was revoked from this federation.",
    };
}
