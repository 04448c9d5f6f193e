using FedGrains.Core.Training;

namespace FedGrains.Training;

/// <summary>What a node's training in a round came to.</summary>
/// <param name="Parameters">The parameter vector after training, in the model layout's order; every value finite.</param>
/// <param name="MeanLoss">The mean loss over the records of all batches, each at the parameters it met, without the proximal term; null in private training, whose guarantee does not cover it.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Seconds">How long it took. In private training the time grows with the samples drawn; it is not noisy.</param>
/// <param name="Mechanism">What private training did, for an accountant; null when it was not private.</param>
public sealed record TrainingResult(float[] Parameters, double? MeanLoss, int Steps, double Seconds, DpSgdMechanism? Mechanism = null);
