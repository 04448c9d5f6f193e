using System.Collections.Immutable;

namespace FedGrains.Attacks.Membership;

/// <summary>An attacker's scores of candidates that were members and of those that were not; higher means member.</summary>
public sealed record MembershipScores(ImmutableArray<double> Members, ImmutableArray<double> Others)
{
    /// <summary>Scores every candidate against every model from <paramref name="firstTarget"/> on.</summary>
    internal static MembershipScores Of(ShadowModels models, int firstTarget, Func<int, int, double> score)
    {
        var (members, others) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());

        for (var model = firstTarget; model < models.Count; model++)
        {
            for (var candidate = 0; candidate < models.Candidates; candidate++)
                (models.IsMember(model, candidate) ? members : others).Add(score(model, candidate));
        }

        return new(members.ToImmutable(), others.ToImmutable());
    }
}
