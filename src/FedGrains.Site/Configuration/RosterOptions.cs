namespace FedGrains.Site.Configuration;

/// <summary>What this site does about secure aggregation without asking anybody.</summary>
/// <param name="FirstUse">How the first roster comes to be believed. Default: confirm.</param>
/// <param name="PlainRounds">Whether the site takes part in rounds that do not mask its update. Default: allow.</param>
public sealed record RosterOptions(FirstUse FirstUse = FirstUse.Confirm, PlainRounds PlainRounds = PlainRounds.Allow);

/// <summary>How a site comes to believe the first roster. Every later one is signed by its operator.</summary>
public enum FirstUse
{
    /// <summary>Its operator compares the digest with the other sites by another way than the coordinator, and confirms it.</summary>
    Confirm,

    /// <summary>The one that the coordinator hands over. A coordinator that lies then can be every other site.</summary>
    Trust,
}

/// <summary>Whether a site sends updates that the coordinator can read.</summary>
public enum PlainRounds
{
    /// <summary>It does, when a run asks for it.</summary>
    Allow,

    /// <summary>It does not: the coordinator cannot have the update in the plain by asking for a plain round.</summary>
    Refuse,
}
