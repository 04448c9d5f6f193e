using System.Buffers.Binary;
using System.Text;

namespace FedGrains.Azure.Vault;

/// <summary>
/// A wrapped secret: a format byte, the vault's id of the version (length in a byte, then ASCII), a key wrapped by it (length in two
/// bytes, big-endian), and the secret under that key. All before the secret is its associated data, with the caller's context.
/// </summary>
/// <param name="Version">The vault's id of the version.</param>
/// <param name="WrappedKey">A fresh 32-byte key, wrapped by the vault's.</param>
internal sealed record VaultEnvelope(string Version, byte[] WrappedKey)
{
    private const byte Format = 1;

    private static readonly byte[] s_purpose = "FedGrains/vault-wrap/v1\0"u8.ToArray();

    /// <summary>The envelope around a secret, and the secret under its key; null when this is none.</summary>
    public static (VaultEnvelope Envelope, ReadOnlyMemory<byte> Secret)? Read(ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes.Span;
        if (rest is not [Format, var idLength, ..] || rest.Length < 2 + idLength + sizeof(ushort)) return null;

        var id = rest.Slice(2, idLength);
        var keyLength = BinaryPrimitives.ReadUInt16BigEndian(rest[(2 + idLength)..]);
        var start = 2 + idLength + sizeof(ushort);

        return rest.Length < start + keyLength ? null : (new(Encoding.ASCII.GetString(id), rest.Slice(start, keyLength).ToArray()), bytes[(start + keyLength)..]);
    }

    /// <summary>The bytes before the secret.</summary>
    public byte[] Header()
    {
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)WrappedKey.Length));

        return [Format, checked((byte)Version.Length), .. Encoding.ASCII.GetBytes(Version), .. length, .. WrappedKey];
    }

    /// <summary>What the secret is bound to.</summary>
    public byte[] Context(ReadOnlySpan<byte> context) => [.. s_purpose, .. Header(), .. context];
}
