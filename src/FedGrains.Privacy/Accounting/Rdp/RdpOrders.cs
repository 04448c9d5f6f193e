using System.Collections.Immutable;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>Lists of Rényi orders, ascending.</summary>
public static class RdpOrders
{
    /// <summary>1.1, 1.2, … 10.9 and 12 to 63, as Opacus has them.</summary>
    public static ImmutableArray<double> Opacus { get; } = [.. Tenths(), .. Whole(12, 63)];

    /// <summary>1.1, 1.2, … 10.9, 11 to 63, 128, 256, 512 and 1024, as Google's dp_accounting has them.</summary>
    public static ImmutableArray<double> Google { get; } = [.. Tenths(), .. Whole(11, 63), 128, 256, 512, 1024];

    /// <summary>Both, with orders between and beyond, for small budgets and for large ones.</summary>
    public static ImmutableArray<double> Default { get; } = [1.01, 1.02, 1.05, .. Google[..^4], 72, 80, 96, 112, 128, 160, 192, 256, 384, 512, 768, 1024, 2048];

    private static IEnumerable<double> Tenths() => Enumerable.Range(11, 99).Select(i => i / 10.0);

    private static IEnumerable<double> Whole(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (double)i);
}
