using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Artifacts;

/// <summary>Where a file store, or one area of it, keeps things. Callers' ids are hashed into file names, so that no id can name a path.</summary>
internal sealed class ArtifactFolders
{
    private readonly string _artifacts, _areas, _scope;

    public ArtifactFolders(string root)
        : this(Folders.Create(Path.Combine(root, "uploads")), Folders.Create(Path.Combine(root, "stages")), Folders.Create(Path.Combine(root, "areas")), Folders.Create(Path.Combine(root, "artifacts")), scope: "")
    {
    }

    private ArtifactFolders(string uploads, string stages, string areas, string artifacts, string scope) =>
        (Uploads, Stages, _areas, _artifacts, _scope) = (uploads, stages, areas, artifacts, scope);

    public string Uploads { get; }

    public string Stages { get; }

    public ArtifactFolders Area(string name) => _scope.Length == 0
        ? new(Uploads, Stages, _areas, AreaPath(name), name)
        : throw new InvalidOperationException($"Area '{name}' was asked for within area '{_scope}': areas are not nested.");

    public string AreaPath(string name) => Path.Combine(_areas, FileNames.For(name));

    public string PathOf(Digest digest)
    {
        // Parsed again, because anyone can make a Digest of any text, and this one becomes a path.
        var name = Digest.Parse(digest.Value).Value;
        return _scope.Length == 0 ? Path.Combine(_artifacts, name[..2], name) : Path.Combine(_artifacts, name);
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

    // The scope, too: one id in two areas is two uploads.
    private string FileName(string id) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(_scope.Length == 0 ? id : $"{_scope}\n{id}")).Value;
}
