namespace FedGrains.Core.Strategies;
/// <summary>stub</summary>
public sealed record StrategySettings(string Name)
{
    /// <summary>stub</summary>
    public IEnumerable<string> Faults() => Name.Length > 0 ? [] : ["x"];
}
/// <summary>stub</summary>
public enum Weighting
{
    /// <summary>stub</summary>
    Examples,
    /// <summary>stub</summary>
    Uniform,
}
