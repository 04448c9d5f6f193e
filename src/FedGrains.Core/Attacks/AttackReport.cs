using System.Collections.Immutable;
using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Training;

namespace FedGrains.Core.Attacks;

/// <summary>What an attack came to, in figures only: no record, no reconstruction and no score of a single record is in it.</summary>
/// <param name="Attack">The attack, see <see cref="AttackNames"/>.</param>
/// <param name="Defence">What stood against it, see <see cref="DefenceNames"/>.</param>
/// <param name="Mechanism">The mechanism of private training, where there was one.</param>
/// <param name="Trials">Records, scores or updates behind the figures.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Curve">The ROC curve of a membership attack; empty otherwise.</param>
public sealed record AttackReport(
    string Attack, string Defence, DpSgdMechanism? Mechanism, int Trials, ImmutableArray<AttackFigure> Figures, ImmutableArray<RocPoint> Curve)
{
    /// <summary>The figure called <paramref name="name"/>, or null.</summary>
    public AttackFigure? Find(string name) => Figures.FirstOrDefault(f => f.Name == name);

    /// <summary>The report as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CoreJson.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote. Anything else throws a <see cref="FormatException"/>.</summary>
    public static AttackReport Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<AttackReport>(json, CoreJson.Options) is { Attack: not null, Defence: not null, Figures.IsDefault: false, Curve.IsDefault: false } report
                ? report
                : throw new FormatException("This is no attack report: attack, defence, figures and curve are needed.");
        }
        catch (JsonException fault)
        {
            throw new FormatException("This is no attack report: it is not JSON of the right shape.", fault);
        }
    }

    /// <inheritdoc/>
    public bool Equals(AttackReport? other) =>
        other is not null && (Attack, Defence, Mechanism, Trials) == (other.Attack, other.Defence, other.Mechanism, other.Trials)
        && Figures.AsSpan().SequenceEqual(other.Figures.AsSpan()) && Curve.AsSpan().SequenceEqual(other.Curve.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Attack, Defence, Mechanism, Trials, Figures.Length);
}
