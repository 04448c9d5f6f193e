namespace FedGrains.Coordinator;

/// <summary>Makes one process the owner of the data folder. The operating system gives it free however the process ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Takes the folder. Throws an <see cref="IOException"/> that says so when another coordinator has it.</summary>
    public DataFolderLock(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        var path = Path.Combine(folder, "coordinator.lock");

        try
        {
            _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"Another coordinator works in '{Path.GetFullPath(folder)}'. Stop it first, or give this one a data folder of its own.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
