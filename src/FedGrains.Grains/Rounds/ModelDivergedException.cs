namespace FedGrains.Grains.Rounds;

/// <summary>The server step left the range of float32: there is no next model.</summary>
[GenerateSerializer, Alias("fedgrains.model-diverged")]
public sealed class ModelDivergedException(long parameter)
    : Exception($"The server step made parameter {parameter} infinite or not a number. Lower the strategy's server learning rate.");
