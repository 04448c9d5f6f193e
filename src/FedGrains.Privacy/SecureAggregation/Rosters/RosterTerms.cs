namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The numbers that sites agree to in a roster.</summary>
/// <param name="Threshold">How many sites must sign a list of survivors, sign the next roster, and survive a round. More than two thirds: then two different lists cannot both be signed while fewer than a third of the sites lie.</param>
/// <param name="Degree">The fewest neighbours of a site in a batch of more than 64 sites. All others up to 64 sites.</param>
/// <param name="MinimumCohort">The fewest sites whose sum may be opened, 3 or more: two would know each other's update.</param>
public sealed record RosterTerms(int Threshold, int Degree, int MinimumCohort)
{
    /// <summary>The smallest cohort that any roster may allow.</summary>
    public const int SmallestCohort = 3;

    /// <summary>The smallest threshold above two thirds: floor(2n / 3) + 1.</summary>
    public static int LeastThreshold(int sites) => (2 * sites / 3) + 1;

    /// <summary>The terms with the smallest threshold, degree and cohort that are safe for this many sites.</summary>
    public static RosterTerms For(int sites, int minimumCohort = SmallestCohort) => new(LeastThreshold(sites), GraphPlan.LeastDegree(sites), minimumCohort);

    /// <summary>The fewest survivors a round may have.</summary>
    public int LeastSurvivors => Math.Max(Threshold, MinimumCohort);

    internal static RosterTerms Read(ref WireReader reader) => new(reader.ReadUInt16("threshold"), reader.ReadUInt16("degree"), reader.ReadUInt16("minimum cohort"));

    internal void Write(WireWriter writer)
    {
        writer.WriteUInt16(Threshold);
        writer.WriteUInt16(Degree);
        writer.WriteUInt16(MinimumCohort);
    }
}
