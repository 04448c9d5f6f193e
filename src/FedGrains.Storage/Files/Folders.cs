using System.Runtime.InteropServices;

namespace FedGrains.Storage.Files;

/// <summary>Folders whose entries survive a power failure. A rename is only durable once the folder that holds the name has been flushed.</summary>
internal static partial class Folders
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private const int Interrupted = 4;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Whoever finds a folder there must also find it durable, so nobody looks while another is between creating and flushing.
    private static readonly Lock Creating = new();

    /// <summary>Creates a folder and what is missing above it, readable by this user only: updates and models are no one else's business.</summary>
    public static string Create(string path)
    {
        lock (Creating)
        {
            if (!Directory.Exists(path)) CreateMissing(path);
            return path;
        }
    }

    /// <summary>Makes the names in a folder durable. Windows keeps names in its journal and has no such call.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;

        var folder = Open(path, ReadOnly | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        if (folder < 0) throw Failure(path);

        try
        {
            while (Fsync(folder) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted) throw Failure(path);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static void CreateMissing(string path)
    {
        try
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(path));
            if (parent is not null) Create(parent);

            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, OwnerOnly);

            if (parent is not null) Flush(parent);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(path, e);
        }
    }

    private static StorageException Failure(string path) =>
        StorageException.Writing(path, new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError()));

    // .NET opens files only; a folder can be flushed only through its descriptor.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
