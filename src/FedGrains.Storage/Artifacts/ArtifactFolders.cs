using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Artifacts;

/// <summary>Where a file store keeps things. Callers' ids are hashed into file names, so that no id can name a path.</summary>
internal sealed class ArtifactFolders(string root)
{
    public string Uploads { get; } = Folders.Create(Path.Combine(root, "uploads"));

    public string Stages { get; } = Folders.Create(Path.Combine(root, "stages"));

    private string Artifacts { get; } = Folders.Create(Path.Combine(root, "artifacts"));

    public string PathOf(Digest digest)
    {
        // Parsed again, because anyone can make a Digest of any text, and this one becomes a path.
        var name = Digest.Parse(digest.Value).Value;
        return Path.Combine(Artifacts, name[..2], name);
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

    private static string FileName(string id) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(id)).Value;
}
