namespace FedGrains.Storage.Keys;

/// <summary>Makes one process at a time the only one that changes a vault. The operating system gives it free however the process ends.</summary>
internal static class VaultLock
{
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Waits until no other process changes the vault in a folder. The caller disposes what it gets.</summary>
    public static async Task<FileStream> Take(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "vault.lock");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        for (var waited = TimeSpan.Zero; ; waited += WaitStep)
        {
            try
            {
                return new(path, options);
            }
            // The file system has no other way to tell that someone holds it.
            catch (IOException) when (waited < LongestWait && File.Exists(path))
            {
                await Task.Delay(WaitStep, cancellationToken);
            }
            catch (Exception e) when (StorageException.Explains(e))
            {
                throw StorageException.Writing(path, e);
            }
        }
    }
}
