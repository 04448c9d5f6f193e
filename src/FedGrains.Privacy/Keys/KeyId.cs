using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FedGrains.Privacy.Keys;

/// <summary>A version of a key in a vault, counted from 1. As text: <c>{name}/v{version}</c>.</summary>
public readonly partial record struct KeyId
{
    /// <summary>Version <paramref name="version"/> of the key <paramref name="name"/>.</summary>
    /// <param name="name">The key's name; see <see cref="RequireName"/>.</param>
    /// <param name="version">1 or more.</param>
    [JsonConstructor]
    public KeyId(string name, int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Name = RequireName(name);
        Version = version;
    }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>The version, 1 or more.</summary>
    public int Version { get; }

    /// <summary>Reads <c>{name}/v{version}</c>; a <see cref="FormatException"/> names what is wrong.</summary>
    public static KeyId Parse(string value)
    {
        var end = value?.LastIndexOf("/v", StringComparison.Ordinal) ?? -1;

        return end > 0 && Pattern().IsMatch(value![..end]) && !value[(end + 2)..].StartsWith('0') && int.TryParse(value[(end + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(value[..end], version)
            : throw new FormatException($"'{value}' is not a key: write name/vN.");
    }

    /// <summary>Returns <paramref name="name"/>, or throws an <see cref="ArgumentException"/> that says what a key may be called.</summary>
    public static string RequireName(string name) => name is not null && Pattern().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a key's name: use 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or a digit.", nameof(name));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}/v{Version}");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
