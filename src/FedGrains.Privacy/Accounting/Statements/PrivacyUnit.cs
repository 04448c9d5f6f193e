using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Statements;

/// <summary>Whose presence a guarantee hides.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PrivacyUnit>))]
public enum PrivacyUnit
{
    /// <summary>One record of one site.</summary>
    [JsonStringEnumMemberName("record")]
    Record,

    /// <summary>A site with all its records.</summary>
    [JsonStringEnumMemberName("site")]
    Site,
}
