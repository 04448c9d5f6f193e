namespace FedGrains.Core.Rounds;

/// <summary>How a masked round is prepared and opened; what sites need to know of it is in their task.</summary>
/// <param name="BatchRounds">Rounds that one setup serves at most.</param>
/// <param name="RoundsToGo">Rounds that the run may still have, this one among them: a setup serves no more.</param>
/// <param name="UnmaskingTime">How long each step of unmasking waits for those who have not answered.</param>
/// <param name="KeepRounds">Of how many rounds the masked updates are kept; -1 for all.</param>
public sealed record MaskingTerms(int BatchRounds, int RoundsToGo, TimeSpan UnmaskingTime, int KeepRounds);
