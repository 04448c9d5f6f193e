namespace FedGrains.Attacks.Membership;

/// <summary>Takes records with a low loss for members (Yeom et al. 2018). It needs no other models.</summary>
public static class LossThreshold
{
    /// <summary>The scores of every candidate in the models from <paramref name="firstTarget"/> on.</summary>
    public static MembershipScores Attack(ShadowModels models, int firstTarget = 0) => MembershipScores.Of(models, firstTarget, models.Confidence);
}
