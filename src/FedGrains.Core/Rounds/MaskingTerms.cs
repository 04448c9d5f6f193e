using System.Text.Json.Serialization;

using FedGrains.Core.Runs;

namespace FedGrains.Core.Rounds;

/// <summary>How a masked round is prepared and opened; what sites need to know of it is in their task.</summary>
/// <param name="BatchRounds">Rounds that one setup serves at most.</param>
/// <param name="RoundsToGo">Rounds that the run may still have, this one among them: a setup serves no more.</param>
/// <param name="UnmaskingTime">How long each step of unmasking waits for those who have not answered.</param>
/// <param name="KeepRounds">Of how many rounds the masked updates are kept; -1 for all.</param>
/// <param name="Delta">δ of what is promised to sites; null where their sums have no noise.</param>
/// <param name="Adaptation">How the clipping norm of the next round follows from this one's votes; null where it does not.</param>
public sealed record MaskingTerms(
    int BatchRounds,
    int RoundsToGo,
    TimeSpan UnmaskingTime,
    int KeepRounds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Delta = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ClipAdaptation? Adaptation = null);
