using System.Collections.Frozen;

namespace FedGrains.Privacy.Accounting;

/// <summary>The accountants by name.</summary>
public static class AccountantCatalog
{
    private static readonly FrozenDictionary<string, IAccountant> s_byName =
        new IAccountant[] { new PldAccountant(), new RdpAccountant(), new GaussianAccountant(), new ZcdpAccountant() }
            .ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>The accountant to use when nobody says otherwise: <see cref="AccountantNames.Pld"/>.</summary>
    public static IAccountant Default => s_byName[AccountantNames.Pld];

    /// <summary>The accountant called <paramref name="name"/>. An unknown name throws an <see cref="ArgumentException"/> that lists the known ones.</summary>
    public static IAccountant Find(string name) => TryFind(name)
        ?? throw new ArgumentException($"No accountant is called '{name}'. Known: {string.Join(", ", AccountantNames.All)}.", nameof(name));

    /// <summary>The accountant called <paramref name="name"/>, or null when there is none.</summary>
    public static IAccountant? TryFind(string? name) => name is null ? null : s_byName.GetValueOrDefault(name);
}
