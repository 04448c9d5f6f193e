using System.Text;

using FedGrains.Storage.Files;

namespace FedGrains.Storage.Tests;

public sealed class SpareFilesTests : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly SpareFiles _spares;

    public SpareFilesTests() => _spares = new(_folder.In("spares"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("one", "two")]
    [InlineData("a longer one", "short")]
    [InlineData("short", "a longer one")]
    [InlineData("something", "")]
    public void Replace_Twice_HoldsTheLatest(string first, string second)
    {
        var path = _folder.In("file");

        _spares.Replace(path, Encoding.UTF8.GetBytes(first));
        _spares.Replace(path, Encoding.UTF8.GetBytes(second));

        Assert.Equal(second, File.ReadAllText(path));
    }

    [Fact]
    public void Replace_AgainAndAgain_CreatesNothing()
    {
        var paths = Enumerable.Range(0, 3).Select(i => _folder.In($"file-{i}")).ToArray();

        for (var i = 0; i < 60; i++) _spares.Replace(paths[i % 3], Encoding.UTF8.GetBytes($"{i}, {new string('x', i * 100 % 777)}"));

        Assert.StartsWith("57, ", File.ReadAllText(paths[0]), StringComparison.Ordinal);
        Assert.StartsWith("59, ", File.ReadAllText(paths[2]), StringComparison.Ordinal);
        Assert.True(_folder.Files("spares").Length <= 1, "One caller at a time needs one spare.");
    }

    [Fact]
    public async Task Replace_ManyAtOnce_EachFileHasItsOwn()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 32), async (i, cancellation) =>
        {
            for (var round = 0; round < 20; round++) await Task.Run(() => _spares.Replace(_folder.In($"file-{i}"), Encoding.UTF8.GetBytes($"{i}/{round}")), cancellation);
        });

        Assert.All(Enumerable.Range(0, 32), i => Assert.Equal($"{i}/19", File.ReadAllText(_folder.In($"file-{i}"))));
    }

    [Fact]
    public void Replace_SparesOfAFormerLife_AreUsed()
    {
        var path = _folder.In("file");
        _spares.Replace(path, "old"u8.ToArray());
        _spares.Replace(path, "new"u8.ToArray());
        var spare = Assert.Single(_folder.Files("spares"));
        File.WriteAllText(spare, "half of something longer than what comes");

        new SpareFiles(_folder.In("spares")).Replace(path, "newest"u8.ToArray());

        Assert.Equal("newest", File.ReadAllText(path));
        Assert.Equal([spare], _folder.Files("spares"));
    }

    [Fact]
    public void Replace_FolderIsGone_NamesTheFileAndKeepsTheSpare()
    {
        var path = _folder.In(Path.Combine("nowhere", "file"));

        Assert.Contains(path, Assert.Throws<StorageException>(() => _spares.Replace(path, "text"u8.ToArray())).Message, StringComparison.Ordinal);
        _spares.Replace(_folder.In("file"), "text"u8.ToArray());

        Assert.Equal("text", File.ReadAllText(_folder.In("file")));
        Assert.Empty(_folder.Files("spares"));
    }
}
