namespace FedGrains.Training;

/// <summary>How far a node's training in a round is.</summary>
/// <param name="Step">Steps done, at least 1.</param>
/// <param name="Steps">Steps in the round.</param>
/// <param name="Loss">The loss on the last step's batch; null in private training, whose guarantee does not cover it.</param>
public readonly record struct TrainingProgress(int Step, int Steps, double? Loss);
