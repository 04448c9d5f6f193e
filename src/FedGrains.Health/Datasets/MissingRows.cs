namespace FedGrains.Health.Datasets;

/// <summary>What happens to a row that lacks the value of a used column.</summary>
public enum MissingRows
{
    /// <summary>The file is refused.</summary>
    Refuse,

    /// <summary>The row is left out (complete-case analysis); nothing is imputed.</summary>
    Drop,
}
