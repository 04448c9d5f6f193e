using System.Text.RegularExpressions;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The name of a federation.</summary>
public readonly record struct FederationName(string Value)
{
    /// <summary>Reads a name; a <see cref="FormatException"/> names the rule it breaks.</summary>
    public static FederationName Parse(string value) => new(NamePattern.Require(value, "federation"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The name of a site in its federation: the name of its node.</summary>
public readonly record struct SiteId(string Value) : IComparable<SiteId>
{
    /// <summary>Reads a name; a <see cref="FormatException"/> names the rule it breaks.</summary>
    public static SiteId Parse(string value) => new(NamePattern.Require(value, "site"));

    /// <summary>The order of a roster: by the bytes of the name.</summary>
    public int CompareTo(SiteId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Whether the left name stands before the right.</summary>
    public static bool operator <(SiteId left, SiteId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name stands after the right.</summary>
    public static bool operator >(SiteId left, SiteId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name does not stand after the right.</summary>
    public static bool operator <=(SiteId left, SiteId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name does not stand before the right.</summary>
    public static bool operator >=(SiteId left, SiteId right) => left.CompareTo(right) >= 0;
}

/// <summary>1 to 63 lower-case letters, digits and hyphens, as everywhere in a federation (RFC 1123, section 2.1).</summary>
internal static partial class NamePattern
{
    public static string Require(string? value, string what) => value is not null && Pattern().IsMatch(value)
        ? value
        : throw new FormatException($"'{value}' is not a {what} name: use 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or a digit.");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
