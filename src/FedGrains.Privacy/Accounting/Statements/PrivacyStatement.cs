using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Statements;

/// <summary>What is promised about a release, in full: for reading beside a model version, and for checking by whoever has an accountant of their own.</summary>
/// <param name="Unit">Whose presence is hidden.</param>
/// <param name="Adjacency">When two data sets are neighbours.</param>
/// <param name="Mechanism">How it was released, in words: a clause that goes on after "by".</param>
/// <param name="Epsilon">ε in natural-log units; infinity when there is no guarantee.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">The name of who priced it.</param>
/// <param name="Events">What was released.</param>
/// <param name="NotCovered">What the guarantee says nothing about, a sentence each.</param>
public sealed record PrivacyStatement(
    [property: JsonPropertyName("unit")] PrivacyUnit Unit,
    [property: JsonPropertyName("adjacency")] Adjacency Adjacency,
    [property: JsonPropertyName("mechanism")] string Mechanism,
    [property: JsonPropertyName("epsilon"), JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Epsilon,
    [property: JsonPropertyName("delta")] double Delta,
    [property: JsonPropertyName("accountant")] string Accountant,
    [property: JsonPropertyName("events")] ImmutableArray<PrivacyEvent> Events,
    [property: JsonPropertyName("notCovered")] ImmutableArray<string> NotCovered)
{
    /// <summary>The statement in one sentence, ε rounded up, and one more for each thing it does not cover.</summary>
    [JsonIgnore]
    public string Sentence => string.Join(' ', [Guarantee, .. NotCovered.Select(n => $"Not covered: {n}")]);

    private string Guarantee => double.IsInfinity(Epsilon)
        ? $"There is no differential-privacy guarantee for a {Word}: the accountant '{Accountant}' has no bound for what was released by {Mechanism}."
        : string.Create(CultureInfo.InvariantCulture, $"Whoever sees this learns almost the same whether or not any one {Word} {Presence}: it is ({RoundedUp(Epsilon)}, {Delta:G6})-differentially private for one {Word} {Change}, by {Mechanism} (accountant '{Accountant}').");

    private string Presence => Adjacency switch
    {
        Adjacency.AddOrRemoveOne => "was there",
        Adjacency.ZeroOutOne => "gave anything",
    };

    private string Change => Adjacency switch
    {
        Adjacency.AddOrRemoveOne => "added or removed",
        Adjacency.ZeroOutOne => "whose part is replaced by nothing",
    };

    private string Word => Unit switch
    {
        PrivacyUnit.Record => "record",
        PrivacyUnit.Site => "site",
    };

    /// <summary>The statement for what was released, priced by an accountant.</summary>
    /// <param name="unit">Whose presence is hidden.</param>
    /// <param name="mechanism">How it was released, in words: a clause that goes on after "by".</param>
    /// <param name="events">What was released.</param>
    /// <param name="delta">Between 0 and 1, both excluded.</param>
    /// <param name="accountant">Who prices it.</param>
    /// <param name="notCovered">What else it says nothing about; what no guarantee for such a unit covers is added.</param>
    public static PrivacyStatement Of(PrivacyUnit unit, string mechanism, ImmutableArray<PrivacyEvent> events, double delta, IAccountant accountant, params ImmutableArray<string> notCovered)
    {
        ArgumentNullException.ThrowIfNull(accountant);

        return new(unit, AdjacencyOf(unit), mechanism, accountant.Epsilon(events, delta), delta, accountant.Name, events, [.. notCovered, .. NeverCovered(unit)]);
    }

    /// <summary>ε with four significant digits, rounded up: a promise is never made to look better than it is.</summary>
    public static string RoundedUp(double epsilon) => Rounded(epsilon, Math.Ceiling);

    /// <summary>The same, rounded down: for what is left of a budget.</summary>
    public static string RoundedDown(double epsilon) => Rounded(epsilon, Math.Floor);

    private static string Rounded(double epsilon, Func<double, double> round)
    {
        if (!(epsilon > 0) || double.IsInfinity(epsilon)) return epsilon.ToString(CultureInfo.InvariantCulture);

        // In decimal, so that a figure of up to four digits stays as it is.
        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(epsilon)), 0, 15);
        var unit = Math.Pow(10, digits);

        return (round(Math.Round(epsilon * unit, 9)) / unit).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    // Who takes part in a round is known to all; what a site gave is not.
    private static Adjacency AdjacencyOf(PrivacyUnit unit) => unit switch
    {
        PrivacyUnit.Record => Adjacency.AddOrRemoveOne,
        PrivacyUnit.Site => Adjacency.ZeroOutOne,
    };

    private static ImmutableArray<string> NeverCovered(PrivacyUnit unit) => unit switch
    {
        PrivacyUnit.Record =>
        [
            "that a site takes part, how many records it has, and what is true of its records as a whole.",
            "a person with several records, at one site or at several: the guarantee is for each record.",
            "anything else that was computed from the same records.",
        ],
        PrivacyUnit.Site =>
        [
            "that a site is in the federation and takes part in a round, which its members know.",
            "anything else that was computed from the same sites' data.",
        ],
    };
}
