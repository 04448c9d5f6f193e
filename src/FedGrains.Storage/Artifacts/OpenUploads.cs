namespace FedGrains.Storage.Artifacts;

/// <summary>Who owns which upload. The last to come owns it, after waiting for its predecessor to let go.</summary>
internal sealed class OpenUploads
{
    private readonly Dictionary<string, FileArtifactUpload> _owners = new(StringComparer.Ordinal);

    public FileArtifactUpload? Replace(string path, FileArtifactUpload owner)
    {
        lock (_owners)
        {
            _owners.Remove(path, out var predecessor);
            _owners.Add(path, owner);
            return predecessor;
        }
    }

    public void Remove(string path, FileArtifactUpload owner)
    {
        lock (_owners)
        {
            if (_owners.TryGetValue(path, out var current) && current == owner) _owners.Remove(path);
        }
    }
}
