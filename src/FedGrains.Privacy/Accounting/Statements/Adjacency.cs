using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Statements;

/// <summary>When two data sets are neighbours.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Adjacency>))]
public enum Adjacency
{
    /// <summary>One has a unit that the other lacks. A changed unit is a removed one and an added one.</summary>
    [JsonStringEnumMemberName("addOrRemoveOne")]
    AddOrRemoveOne,

    /// <summary>Both have the same units, and one of them gives nothing in one. A changed unit is one that gives nothing, and then something.</summary>
    [JsonStringEnumMemberName("zeroOutOne")]
    ZeroOutOne,
}
