namespace FedGrains.Grains.Rounds;

/// <summary>The round was never opened.</summary>
[GenerateSerializer, Alias("fedgrains.round-not-open")]
public sealed class RoundNotOpenException(string round) : Exception($"There is no round '{round}'.");
