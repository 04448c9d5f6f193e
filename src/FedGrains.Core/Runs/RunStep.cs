using FedGrains.Core.Rounds;

namespace FedGrains.Core.Runs;

/// <summary>What a run does next.</summary>
public abstract record RunStep
{
    private RunStep()
    {
    }

    /// <summary>Opens the round of this number.</summary>
    public sealed record OpenRound(int Number, RoundTask Task) : RunStep;

    /// <summary>Waits: for the round under way, or to be resumed.</summary>
    public sealed record Wait : RunStep;

    /// <summary>Ends the round under way without a result, then rests.</summary>
    public sealed record AbandonRound(int Number, string Reason) : RunStep;

    /// <summary>Nothing: the run has ended.</summary>
    public sealed record Rest : RunStep;
}
