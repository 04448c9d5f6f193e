using System.Collections.Immutable;
using System.Globalization;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>A declared list of values and the place of a text in it. A list of numbers is compared as numbers: one hospital writes 1, another 1.0.</summary>
internal sealed class CategoryValues
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<double, int>? _numbers;

    public CategoryValues(ImmutableArray<string> values)
    {
        for (var i = 0; i < values.Length; i++) _texts.TryAdd(values[i], i);

        var numbers = values.Select(Number).ToList();
        if (numbers.TrueForAll(n => n is not null)) _numbers = numbers.Select((n, i) => (n, i)).GroupBy(p => p.n!.Value).ToDictionary(g => g.Key, g => g.First().i);
    }

    /// <summary>Whether every value is a number.</summary>
    public bool AreNumbers => _numbers is not null;

    /// <summary>How many different values there are.</summary>
    public int Count => _numbers?.Count ?? _texts.Count;

    /// <summary>The place of a text, or null when it is not declared.</summary>
    public int? Place(string text)
    {
        if (_texts.TryGetValue(text, out var place)) return place;

        return _numbers is not null && Number(text) is { } number && _numbers.TryGetValue(number, out place) ? place : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
