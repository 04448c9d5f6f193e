namespace FedGrains.Storage.Checks;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    /// <summary>It will not work.</summary>
    Fault,
}

/// <summary>What was found before a start.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Mend">How to mend it; null when there is nothing to mend.</param>
public sealed record Finding(string Subject, FindingLevel Level, string Sentence, string? Mend = null)
{
    /// <summary>As it should be.</summary>
    public static Finding Good(string subject, string sentence) => new(subject, FindingLevel.Good, sentence);

    /// <summary>It works, and somebody should look at it.</summary>
    public static Finding Warning(string subject, string sentence, string mend) => new(subject, FindingLevel.Warning, sentence, mend);

    /// <summary>It will not work.</summary>
    public static Finding Fault(string subject, string sentence, string? mend = null) => new(subject, FindingLevel.Fault, sentence, mend);
}
