namespace FedGrains.Privacy.Updates;

/// <summary>Why a parameter could not be encoded.</summary>
public enum EncodeFaultKind
{
    /// <summary>The trained or the global value is NaN or infinite: the training diverged.</summary>
    NotFinite,

    /// <summary>Both values are finite, but the change between them is outside the format's range.</summary>
    OutOfRange,
}

/// <summary>The first parameter that could not be encoded.</summary>
/// <param name="Index">Its index in the span that was encoded.</param>
/// <param name="Kind">Why.</param>
public readonly record struct EncodeFault(int Index, EncodeFaultKind Kind);
