using System.Collections.Immutable;

namespace FedGrains.Azure.Vault;

/// <summary>
/// The versions of one of FedGrains' keys. Each is two keys of the vault, one that wraps and one that signs, and there once both are.
/// Two processes that rotate at the same moment may both have made one of a number: the first made is the one that is used.
/// </summary>
internal sealed record VaultRing(ImmutableArray<VaultVersion> Wrapping, ImmutableArray<VaultVersion> Signing)
{
    public static VaultRing Of(IEnumerable<VaultVersion> wrapping, IEnumerable<VaultVersion> signing) => new(InOrder(wrapping), InOrder(signing));

    /// <summary>The numbers of the versions that are there, in order.</summary>
    public IEnumerable<int> Numbers => Wrapping.Select(v => v.Number).Intersect(Signing.Select(v => v.Number));

    /// <summary>The latest version; 0 when there is none.</summary>
    public int Latest => Numbers.DefaultIfEmpty().Max();

    /// <summary>Whether a version is there.</summary>
    public bool Has(int number) => Wraps(number) is not null && Signs(number) is not null;

    /// <summary>What wraps in a version; null when there is nothing.</summary>
    public VaultVersion? Wraps(int number) => Wrapping.FirstOrDefault(v => v.Number == number);

    /// <summary>What signs in a version; null when there is nothing.</summary>
    public VaultVersion? Signs(int number) => Signing.FirstOrDefault(v => v.Number == number);

    private static ImmutableArray<VaultVersion> InOrder(IEnumerable<VaultVersion> versions) =>
        [.. versions.OrderBy(v => v.Number).ThenBy(v => v.Attributes.Created ?? long.MaxValue).ThenBy(v => v.Id, StringComparer.Ordinal)];
}
