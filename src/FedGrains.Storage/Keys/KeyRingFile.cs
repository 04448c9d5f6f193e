using System.Security.Cryptography;
using System.Text.Json;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Keys;

/// <summary>A key's versions in <c>{name}.keys</c>, sealed under the master key.</summary>
internal sealed class KeyRingFile(string folder, SecretBytes master, RandomNumberGenerator randomness)
{
    public const string Pattern = "*.keys";

    private readonly SealedFile _file = new(FileKeys.Of(master), randomness);

    /// <summary>The versions of a key; null when there is no such key. The caller disposes them.</summary>
    public KeyRing? Read(string name)
    {
        using var json = _file.Read(PathOf(name), name);

        try
        {
            return json is null ? null : KeyRing.Read(json);
        }
        catch (JsonException e)
        {
            throw SealedFile.Damaged(PathOf(name), e.Message, e);
        }
    }

    public void Write(string name, KeyRing ring)
    {
        using var json = ring.Write();
        _file.Write(PathOf(name), name, json);
    }

    // A key's name is a file's name: lower-case letters, digits and hyphens.
    private string PathOf(string name) => Path.Combine(folder, name + Pattern[1..]);
}
