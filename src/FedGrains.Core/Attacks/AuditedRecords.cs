namespace FedGrains.Core.Attacks;

/// <summary>The records that an audit attacked.</summary>
/// <param name="Source">Where they are from.</param>
/// <param name="Count">How many, at least 1.</param>
public sealed record AuditedRecords(RecordSource Source, int Count);

/// <summary>Where records are from.</summary>
public enum RecordSource
{
    /// <summary>Made up: the figures say nothing of anybody.</summary>
    Synthetic,

    /// <summary>A site's own training records.</summary>
    Site,
}
