namespace FedGrains.Gateway.Limits;

/// <summary>
/// How much the gateway takes in a minute from one remote address whose callers have not proved who they are; section <c>Coordinator:Limits</c>.
/// Calls of enrolled sites are not counted, so that sites behind one address never pay for another caller there.
/// </summary>
public sealed record GatewayLimits
{
    public const string Section = "Coordinator:Limits";

    private const int Most = 1_000_000;

    /// <summary>Calls of Enrol, good or bad. Default: 300.</summary>
    public int EnrolmentsPerMinute { get; set; } = 300;

    /// <summary>Refusals that are explained and audited one by one: of enrolments, and of calls whose assertion is not good. Default: 60.</summary>
    public int RefusalsPerMinute { get; set; } = 60;

    /// <summary>What is wrong with the limits, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (EnrolmentsPerMinute is < 1 or > Most) yield return $"{Section}:{nameof(EnrolmentsPerMinute)} must be 1 to {Most}, not {EnrolmentsPerMinute}.";
        if (RefusalsPerMinute is < 1 or > Most) yield return $"{Section}:{nameof(RefusalsPerMinute)} must be 1 to {Most}, not {RefusalsPerMinute}.";
    }
}
