namespace FedGrains.Core.Rounds;

/// <summary>A submission that was accepted. Once a receipt is durable its submission is never lost, never counted twice, and never asked for again.</summary>
/// <param name="Submission">What was accepted.</param>
/// <param name="AcceptedAt">When.</param>
public sealed record Receipt(Submission Submission, DateTimeOffset AcceptedAt);
