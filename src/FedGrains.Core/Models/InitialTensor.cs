namespace FedGrains.Core.Models;

/// <summary>The initial values of one tensor, taken piece by piece so that a large model never has to be held whole.</summary>
public sealed class InitialTensor
{
    private readonly SeededRandom _random;
    private readonly double _centre, _bound;

    internal InitialTensor(SeededRandom random, double centre, double bound)
    {
        _random = random;
        _centre = centre;
        _bound = bound;
    }

    /// <summary>Fills <paramref name="values"/> with the values that come next.</summary>
    public void Next(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)(_centre + (_bound * ((2 * _random.NextDouble()) - 1)));
    }
}
