using System.Text.Json.Serialization;

using FedGrains.Core.Evaluation;

namespace FedGrains.Core.Rounds;

/// <summary>What a round came to.</summary>
/// <param name="Model">The new model version; in an evaluation round the version that was evaluated.</param>
/// <param name="Evaluation">The base model on the nodes' held-out data.</param>
/// <param name="NextClippingNorm">The clipping norm of the next round, where it adapts.</param>
public sealed record RoundResult(
    BaseModel Model, ModelEvaluation Evaluation, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? NextClippingNorm = null);
