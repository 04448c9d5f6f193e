using FedGrains.Site.Configuration;

namespace FedGrains.Site;

/// <summary>Another process works in the data folder.</summary>
public sealed class DataFolderInUseException(string folder, Exception? inner = null)
    : Exception($"Another site works in '{folder}'. Stop it first, or give this one a data folder of its own.", inner);

/// <summary>Makes one process the owner of the data folder. The operating system gives it free however the process ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    public DataFolderLock(SiteFolders folders)
    {
        try
        {
            _file = new(folders.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DataFolderInUseException(folders.Root, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
