namespace FedGrains.Core.Rounds;

/// <summary>What a masked round waits for once it has closed.</summary>
/// <param name="Step">The step.</param>
/// <param name="Until">Until when it waits for those who have not answered.</param>
public sealed record Unmasking(UnmaskingStep Step, DateTimeOffset Until);

/// <summary>The steps in which a masked sum is opened.</summary>
public enum UnmaskingStep
{
    /// <summary>Survivors sign the list of survivors. Nothing has been revealed.</summary>
    Signing,

    /// <summary>Those who signed release shares.</summary>
    Releasing,
}
