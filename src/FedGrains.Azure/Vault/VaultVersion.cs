using System.Globalization;

namespace FedGrains.Azure.Vault;

/// <summary>A version of one of the vault's own keys.</summary>
/// <param name="Number">Which version of FedGrains' key it belongs to.</param>
/// <param name="Name">The key's name in the vault.</param>
/// <param name="Id">The vault's id of the version.</param>
/// <param name="Attributes">Whether it may be used, and when.</param>
internal sealed record VaultVersion(int Number, string Name, string Id, KeyAttributes Attributes)
{
    /// <summary>The tag with the number. The vault's own ids have no order.</summary>
    public const string Tag = "fedgrains-version";

    /// <summary>The version in a list; null when it is none of FedGrains'.</summary>
    public static VaultVersion? Of(string name, string kid, KeyAttributes attributes, Dictionary<string, string>? tags)
    {
        var id = kid[(kid.LastIndexOf('/') + 1)..];

        return tags is not null && tags.TryGetValue(Tag, out var tag) && int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && id.Length is > 0 and <= byte.MaxValue && id.All(char.IsAsciiLetterOrDigit)
            ? new(number, name, id, attributes)
            : null;
    }

    /// <summary>Whether it may be used now.</summary>
    public bool IsEnabled(DateTimeOffset now) => Attributes.Enabled && (Attributes.Nbf ?? long.MinValue) <= now.ToUnixTimeSeconds() && now.ToUnixTimeSeconds() < (Attributes.Exp ?? long.MaxValue);
}
