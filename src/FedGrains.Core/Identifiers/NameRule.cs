using System.Text.RegularExpressions;

namespace FedGrains.Core.Identifiers;

/// <summary>What a name may look like: 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit (RFC 1123, section 2.1).</summary>
public static partial class NameRule
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Text = "1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or a digit";

    /// <summary>Whether <paramref name="value"/> keeps the rule.</summary>
    public static bool Accepts(string? value) => value is not null && Pattern().IsMatch(value);

    /// <summary>Returns <paramref name="value"/>, or throws a <see cref="FormatException"/> that names <paramref name="what"/> and the rule.</summary>
    public static string Require(string? value, string what) => Accepts(value)
        ? value!
        : throw new FormatException($"'{value}' is not a {what} name: use {Text}.");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
