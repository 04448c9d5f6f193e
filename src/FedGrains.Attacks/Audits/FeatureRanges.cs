using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>Scales records so that every feature lies in [0, 1], as pictures do; a feature that has one value in all of them says nothing and is left out.</summary>
internal sealed class FeatureRanges
{
    private readonly (int Place, float Least, float Width)[] _features;

    public FeatureRanges(TrainingData records)
    {
        var rows = Enumerable.Range(0, records.Count).Select(records.Record).ToArray();

        _features =
        [
            .. Enumerable.Range(0, rows[0].Length)
                .Select(place => (Place: place, Least: rows.Min(row => row.Span[place]), Most: rows.Max(row => row.Span[place])))
                .Where(f => f.Most > f.Least)
                .Select(f => (f.Place, f.Least, f.Most - f.Least)),
        ];
    }

    public bool IsEmpty => _features.Length == 0;

    public float[] Scaled(ReadOnlyMemory<float> record) => [.. _features.Select(f => (record.Span[f.Place] - f.Least) / f.Width)];

    public double[] Scaled(double[] reconstruction) => [.. _features.Select(f => (reconstruction[f.Place] - f.Least) / f.Width)];
}
