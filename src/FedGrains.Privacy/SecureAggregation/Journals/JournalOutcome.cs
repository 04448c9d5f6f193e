namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What came of writing something into a journal.</summary>
public enum JournalOutcome
{
    /// <summary>It is in the next journal. Store that before anything is sent.</summary>
    Recorded,

    /// <summary>It was in the journal before; the same may be sent again.</summary>
    Repeated,

    /// <summary>The number is not above those before it.</summary>
    NotAscending,

    /// <summary>The journal holds something else in its place.</summary>
    Conflicting,

    /// <summary>What has to come before it is not in the journal.</summary>
    OutOfOrder,

    /// <summary>A sum over the same model and configuration was opened before.</summary>
    OpenedBefore,
}

/// <summary>How a journal stands to a position that was seen elsewhere.</summary>
public enum JournalStanding
{
    /// <summary>The position is one this journal went through, or is too old to tell.</summary>
    Consistent,

    /// <summary>The journal has not reached the position: it was restored from an older copy.</summary>
    RolledBack,

    /// <summary>The journal went through another position of the same number: it was restored from an older copy and went on.</summary>
    Forked,
}
