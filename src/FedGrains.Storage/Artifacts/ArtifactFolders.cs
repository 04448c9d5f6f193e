using System.Text;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Artifacts;

/// <summary>Where a file store, or one area of it, keeps things. Callers' ids are hashed into file names, so that no id can name a path.</summary>
internal sealed class ArtifactFolders
{
    private const char AreaEnd = '~';

    private readonly string _artifacts, _areas;
    private readonly string? _area;

    public ArtifactFolders(string root)
        : this(Folders.Create(Path.Combine(root, "uploads")), Folders.Create(Path.Combine(root, "stages")), Folders.Create(Path.Combine(root, "areas")), Folders.Create(Path.Combine(root, "artifacts")), area: null)
    {
    }

    private ArtifactFolders(string uploads, string stages, string areas, string artifacts, string? area) =>
        (Uploads, Stages, _areas, _artifacts, _area) = (uploads, stages, areas, artifacts, area);

    public string Uploads { get; }

    public string Stages { get; }

    public ArtifactFolders Area(string name) => _area is null
        ? new(Uploads, Stages, _areas, _artifacts, name)
        : throw new InvalidOperationException($"Area '{name}' was asked for within area '{_area}': areas are not nested.");

    /// <summary>The files of an area.</summary>
    public IEnumerable<string> FilesOf(string area) => Directory.EnumerateFiles(_areas, $"{Hash(area)}{AreaEnd}*");

    public string PathOf(Digest digest)
    {
        // Parsed again, because anyone can make a Digest of any text, and this one becomes a path.
        var name = Digest.Parse(digest.Value).Value;

        // No folder for each area: most hold a file or a few, for a round, and a folder costs as much to make and to remove as they do.
        return _area is null ? Path.Combine(_artifacts, name[..2], name) : Path.Combine(_areas, $"{Hash(_area)}{AreaEnd}{name}");
    }

    public string UploadPath(string uploadId) => Path.Combine(Uploads, FileName(uploadId));

    public string StagePath(string stageId) => Path.Combine(Stages, FileName(stageId));

    public string TemporaryPath() => Path.Combine(Uploads, Path.GetRandomFileName());

    /// <summary>Gives a flushed file its name among the artifacts, durably. The same content may have got there first.</summary>
    public void Publish(string path, Digest digest)
    {
        var target = PathOf(digest);
        var folder = Folders.Create(Path.GetDirectoryName(target)!);

        if (new FileInfo(target) is { Exists: true } existing && existing.Length == new FileInfo(path).Length) File.Delete(path);
        else File.Move(path, target, overwrite: true);

        Folders.Flush(folder);
    }

    // The area, too: one id in two areas is two uploads.
    private string FileName(string id) => Hash(_area is null ? id : $"{_area}\n{id}");

    private static string Hash(string text) => Digest.Of(Encoding.UTF8.GetBytes(text)).Value;
}
