namespace FedGrains.Training;

/// <summary>How far a node's training in a round is.</summary>
/// <param name="Step">Steps done, at least 1.</param>
/// <param name="Steps">Steps in the round.</param>
/// <param name="Loss">The loss on the last step's batch.</param>
public readonly record struct TrainingProgress(int Step, int Steps, double Loss);
