using System.Text;

using FedGrains.Storage.Files;
using FedGrains.Transparency.Notes;

namespace FedGrains.Storage.Auditing;

/// <summary>The key that verifies a log, as a line of text beside it: <c>log.vkey</c>. Whoever keeps the log may have changed it; it says whose the log claims to be.</summary>
public static class LogKeyFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "log.vkey";

    /// <summary>Writes the key into a log's folder.</summary>
    public static void Write(string folder, NoteKey key) => DurableFile.ReplaceOwnerOnly(Path.Combine(Folders.Create(folder), Name), Encoding.UTF8.GetBytes($"{key}\n"));

    /// <summary>The key in a log's folder; null when there is none. Throws a <see cref="FormatException"/> when it is no key.</summary>
    public static NoteKey? Read(string folder) => DurableFile.Read(Path.Combine(folder, Name)) is { } bytes ? NoteKey.Parse(Encoding.UTF8.GetString(bytes).Trim()) : null;
}
