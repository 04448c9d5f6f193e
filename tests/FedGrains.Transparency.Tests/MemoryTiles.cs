using System.Collections.Concurrent;

using FedGrains.Transparency.Tiles;

namespace FedGrains.Transparency.Tests;

/// <summary>A log's tiles in memory, which a test looks at and changes.</summary>
internal sealed class MemoryTiles : ITileStore
{
    public ConcurrentDictionary<string, byte[]> Files { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Writes until one fails; none when null.</summary>
    public int? FailAfter { get; set; }

    /// <summary>How much of the write that fails is there all the same: nothing, half of a tile, or all of it.</summary>
    public double Written { get; set; }

    public MemoryTiles Copy() => new() { Files = new(Files, StringComparer.Ordinal) };

    public Task<byte[]?> Read(string path, CancellationToken cancellationToken = default) => Task.FromResult(Files.GetValueOrDefault(path));

    public async Task Write(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken = default)
    {
        foreach (var (path, content) in contents) await Put(path, content, torn: true);
    }

    public Task Replace(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Put(path, content, torn: false);

    public Task Forget(string folder, CancellationToken cancellationToken = default)
    {
        foreach (var path in Files.Keys.Where(k => k.StartsWith(folder + "/", StringComparison.Ordinal))) Files.TryRemove(path, out _);

        return Task.CompletedTask;
    }

    private Task Put(string path, ReadOnlyMemory<byte> content, bool torn)
    {
        var part = FailAfter-- is 0 ? Written : 1;
        if (part == 1 || (torn && part > 0)) Files[path] = content[..(int)(part * content.Length)].ToArray();

        return FailAfter == -1 ? throw new IOException("The disk is full.") : Task.CompletedTask;
    }
}
