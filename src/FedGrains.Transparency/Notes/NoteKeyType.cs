namespace FedGrains.Transparency.Notes;

/// <summary>What a key signs: the byte of C2SP signed-note.</summary>
public enum NoteKeyType : byte
{
    /// <summary>The text of a note.</summary>
    Ed25519 = 1,

    /// <summary>The text of a checkpoint and the time: a witness's cosignature.</summary>
    Cosignature = 4,
}
