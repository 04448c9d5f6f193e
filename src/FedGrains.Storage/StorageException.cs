namespace FedGrains.Storage;

/// <summary>Storage could not do what was asked; the message is a sentence an operator can act on and names the file.</summary>
public class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int Enospc = 28;
    private const int Edquot = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    internal static bool Explains(Exception e) => e is IOException or UnauthorizedAccessException;

    internal static StorageException Reading(string path, Exception e) => new($"Cannot read '{path}': {Reason(e)}", e);

    internal static StorageException Writing(string path, Exception e) => new($"Cannot write '{path}': {Reason(e)}", e);

    // On Unix an IOException's HResult is the errno.
    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "this process may not. Check the owner and the mode of the file and of its folder.",
        { HResult: Enospc or WindowsDiskFull } => "the disk is full. Free some space and try again; nothing half-written is visible.",
        { HResult: Edquot } => "the disk quota is used up. Raise it and try again; nothing half-written is visible.",
        _ => e.Message,
    };
}
