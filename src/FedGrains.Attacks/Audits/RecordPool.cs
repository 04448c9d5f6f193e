using FedGrains.Core.Models;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>Draws records and puts them together anew.</summary>
internal static class RecordPool
{
    /// <summary>At most <paramref name="most"/> of the records, drawn at random.</summary>
    public static TrainingData Draw(TrainingData records, int most, ulong seed) =>
        records.Count <= most ? records : records.At([.. SeededRandom.For(seed, "audit/records").Permutation(records.Count).Take(most)]);

    /// <summary>The records at these places, which may repeat.</summary>
    public static TrainingData At(this TrainingData records, IReadOnlyCollection<int> places) => new(
        records.RecordShape,
        [.. places.SelectMany(place => records.Record(place).ToArray())],
        [.. places.Select(place => records.Labels.Span[place])]);

    /// <summary>The records, and one more with the features of that at <paramref name="place"/> and another label.</summary>
    public static TrainingData With(this TrainingData records, int place, float label) => new(
        records.RecordShape,
        [.. records.Features.Span, .. records.Record(place).Span],
        [.. records.Labels.Span, label]);

    /// <summary>One record's numbers.</summary>
    public static ReadOnlyMemory<float> Record(this TrainingData records, int place)
    {
        var width = records.RecordShape.Aggregate(1, (product, size) => product * size);

        return records.Features.Slice(place * width, width);
    }
}
