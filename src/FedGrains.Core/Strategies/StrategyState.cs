namespace FedGrains.Core.Strategies;

/// <summary>What a strategy remembers from round to round for the same slice of the parameter vector; zero before the first round. A step replaces it.</summary>
/// <param name="first">As many values as the slice when the strategy has at least one state tensor, else ignored.</param>
/// <param name="second">As many values as the slice when the strategy has two state tensors, else ignored.</param>
public readonly ref struct StrategyState(Span<float> first, Span<float> second)
{
    /// <summary>m: the decayed mean of the updates.</summary>
    public Span<float> First { get; } = first;

    /// <summary>v: the decayed mean, or the sum, of the squared updates.</summary>
    public Span<float> Second { get; } = second;

    internal void Require(int tensors, int length)
    {
        if (tensors > 0 && First.Length != length) throw new ArgumentException($"The first state tensor has {First.Length} values for a slice of {length}.");
        if (tensors > 1 && Second.Length != length) throw new ArgumentException($"The second state tensor has {Second.Length} values for a slice of {length}.");
    }
}
