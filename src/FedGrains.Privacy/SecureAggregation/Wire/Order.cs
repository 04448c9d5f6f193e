using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Lists by site have one order and no repetition, so that they have one form.</summary>
internal static class Order
{
    /// <summary>Throws a <see cref="FormatException"/> unless the sites ascend.</summary>
    public static void Require(ImmutableArray<int> sites, string field)
    {
        for (var i = 1; i < sites.Length; i++)
            if (sites[i] <= sites[i - 1]) throw WireReader.Fault(field, $"site {sites[i]} follows site {sites[i - 1]}; they must ascend");
    }
}
