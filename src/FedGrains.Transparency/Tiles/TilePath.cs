using System.Globalization;

namespace FedGrains.Transparency.Tiles;

/// <summary>The place of a tile or of a bundle of entries: C2SP tlog-tiles.</summary>
/// <param name="Level">The tile's level, from 0; null for a bundle of entries.</param>
/// <param name="Index">Which of its level, from 0.</param>
/// <param name="Width">How many hashes or entries it holds, 1 to <see cref="FullWidth"/>.</param>
public readonly record struct TilePath(int? Level, long Index, int Width)
{
    /// <summary>What a full tile holds.</summary>
    public const int FullWidth = 256;

    /// <summary>The steps of the tree that one level of tiles spans.</summary>
    public const int Height = 8;

    private const int Group = 1000;

    /// <summary>Whether it is full, and so never changes.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>The folder in which the narrower ones of the same tile lie.</summary>
    public string PartialFolder => $"{Stem()}.p";

    /// <summary>Relative to the log, with slashes: <c>tile/0/x001/x234/067</c>, <c>tile/entries/000.p/12</c>.</summary>
    public override string ToString() => IsFull ? Stem() : string.Create(CultureInfo.InvariantCulture, $"{PartialFolder}/{Width}");

    private string Stem()
    {
        var name = (Index % Group).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = Index / Group; rest > 0; rest /= Group) name = string.Create(CultureInfo.InvariantCulture, $"x{rest % Group:000}/{name}");

        return $"tile/{Level?.ToString(CultureInfo.InvariantCulture) ?? "entries"}/{name}";
    }
}
