namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>Which of two neighbouring data sets was the real one. A guarantee holds for both, and they do not cost the same.</summary>
internal enum Direction
{
    /// <summary>The one with the unit: the other lacks it.</summary>
    UnitRemoved,

    /// <summary>The one without the unit: the other has it.</summary>
    UnitAdded,
}
