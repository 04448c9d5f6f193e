namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A site's statement in a round. It carries the position of the site's journal, so that a journal that goes back is noticed by others, or by the site when it sees its own words again.</summary>
public interface IJournaledStatement : ISiteStatement
{
    /// <summary>The round.</summary>
    ulong Round { get; }

    /// <summary>The digest of the round's start.</summary>
    Sha256Digest Start { get; }

    /// <summary>The journal, with the step that this statement is about already in it.</summary>
    JournalPosition Position { get; }
}
