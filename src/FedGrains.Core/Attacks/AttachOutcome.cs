namespace FedGrains.Core.Attacks;

/// <summary>What came of attaching a report to a model version.</summary>
public enum AttachOutcome
{
    /// <summary>The report is stored and stands in the version's record.</summary>
    Attached,

    /// <summary>The same file was attached before.</summary>
    AlreadyAttached,

    /// <summary>There is no such version.</summary>
    NoSuchVersion,

    /// <summary>The file is too long for a report.</summary>
    TooLong,

    /// <summary>The file is no report.</summary>
    NotAReport,

    /// <summary>The report is of another plan than the run's.</summary>
    OtherPlan,

    /// <summary>The version has as many reports as it takes.</summary>
    TooMany,
}

/// <summary>What came of attaching a report.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Report">The report, when it is attached.</param>
/// <param name="Sentence">What to tell whoever asked.</param>
public sealed record ReportAttachment(AttachOutcome Outcome, AttachedReport? Report, string Sentence);
