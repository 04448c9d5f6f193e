using System.Collections.Immutable;

namespace FedGrains.Core.Strategies;

/// <summary>
/// The server step: from the current model and the mean update to the next model. It works on each parameter by itself, in double,
/// and rounds once to float32 for what it stores; so any slicing of the vector, on any machine, gives the same bits.
/// </summary>
public interface IStrategy
{
    /// <summary>See <see cref="StrategyNames"/>.</summary>
    string Name { get; }

    /// <summary>The settings it has when a run names nothing else.</summary>
    StrategySettings Defaults { get; }

    /// <summary>The settings it has, by their names in a run file.</summary>
    ImmutableArray<string> Settings { get; }

    /// <summary>How many float32 vectors as long as the parameter vector it remembers from round to round: 0, 1 or 2.</summary>
    int StateTensors { get; }

    /// <summary>FedProx's μ for the sites' loss; 0 for all other strategies.</summary>
    double ProximalTerm(StrategySettings settings);

    /// <summary>Takes the step for one slice of the parameter vector.</summary>
    /// <param name="settings">Settings without faults.</param>
    /// <param name="current">The slice of the current model.</param>
    /// <param name="meanUpdate">The weighted mean of what the sites changed.</param>
    /// <param name="state">What it remembers of the slice; replaced in place.</param>
    /// <param name="next">Takes the slice of the next model; may be <paramref name="current"/>'s memory.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    void Step(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next);
}
