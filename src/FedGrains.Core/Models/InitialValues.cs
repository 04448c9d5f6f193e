namespace FedGrains.Core.Models;

/// <summary>Where a tensor's values start, before any training.</summary>
public enum InitialValues
{
    /// <summary>Uniform in ±1/√fan_in, for the weights and biases of linear and convolutional layers.</summary>
    FanIn,

    /// <summary>1: a scale that changes nothing.</summary>
    One,

    /// <summary>0: a shift that changes nothing.</summary>
    Zero,

    /// <summary>Uniform in ±√3, so that the variance is 1, for embeddings.</summary>
    UnitVariance,
}
