using System.Collections.Concurrent;
using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets;

namespace FedGrains.Site.Datasets;

/// <summary>The site's data in memory, read once and read again when a file or a definition changes. Records stay in this process: grains hold names and counts.</summary>
internal sealed class DatasetFiles : IDisposable
{
    private readonly ConcurrentDictionary<DatasetName, LoadedDataset> _loaded = new();
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>The dataset as its file is now. Throws as <see cref="DatasetReader.Read"/> does.</summary>
    public async Task<LoadedDataset> Read(DatasetDefinition definition, CancellationToken cancellation)
    {
        var stamp = FileStamp.Of(definition);
        if (_loaded.TryGetValue(definition.Name, out var known) && known.Stamp == stamp) return known;

        await _reading.WaitAsync(cancellation);

        try
        {
            if (_loaded.TryGetValue(definition.Name, out known) && known.Stamp == stamp) return known;

            // Not on a grain's turn: a large file takes a while.
            return _loaded[definition.Name] = await Task.Run(() => Load(definition, stamp, cancellation), cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static async Task<LoadedDataset> Load(DatasetDefinition definition, FileStamp stamp, CancellationToken cancellation)
    {
        var dataset = await DatasetReader.Read(definition, cancellation);

        return new(stamp, SummaryOf(dataset.Summary(), dataset.Definition.Target.Column), dataset.Normalised());
    }

    private static Core.Nodes.DatasetSummary SummaryOf(DatasetSummary summary, string target) => new(
        summary.Name,
        summary.Rows,
        summary.Train,
        summary.Test,
        summary.Features,
        target,
        summary.Schema.Value,
        summary.Classes.ToImmutableSortedDictionary(c => c.Class, c => (long)c.Total, StringComparer.Ordinal));
}

/// <summary>A dataset's folds, ready for a model, and what may be told of it.</summary>
internal sealed record LoadedDataset(FileStamp Stamp, Core.Nodes.DatasetSummary Summary, NormalisedDataset Folds);

/// <summary>What a dataset was read from: as long as it is the same, so are the records.</summary>
internal sealed record FileStamp(Digest Definition, string Path, long Length, DateTime Written)
{
    public static FileStamp Of(DatasetDefinition definition)
    {
        var file = new FileInfo(definition.FilePath);

        return new(Digest.Of(System.Text.Encoding.UTF8.GetBytes(definition.ToYaml())), file.FullName, file.Exists ? file.Length : -1, file.LastWriteTimeUtc);
    }
}
