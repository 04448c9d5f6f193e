using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FedGrains.Transparency.Notes;

/// <summary>A key with which notes are verified: <c>{name}+{id, 8 hexadecimal digits}+{base64 of type and public key}</c>, as C2SP signed-note writes it.</summary>
public sealed class NoteKey
{
    private const int PublicKeySize = 32;

    private readonly byte[] _publicKey;

    /// <summary>An Ed25519 key.</summary>
    /// <param name="name">Whose key it is; see <see cref="IsName"/>.</param>
    /// <param name="type">What it signs.</param>
    /// <param name="publicKey">32 bytes, RFC 8032, section 5.1.5.</param>
    /// <exception cref="ArgumentException">The name or the key is none.</exception>
    public NoteKey(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name)) throw new ArgumentException($"'{name}' is not the name of a key: it takes at least one character, and neither a space nor a plus.", nameof(name));
        if (publicKey.Length != PublicKeySize) throw new ArgumentException($"An Ed25519 key has {PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));

        (Name, Type, _publicKey) = (name, type, publicKey.ToArray());
        Id = Identify(name, type, publicKey);
    }

    /// <summary>Whose key it is.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public NoteKeyType Type { get; }

    /// <summary>Which of the name's keys it is.</summary>
    public uint Id { get; }

    /// <summary>The public key, 32 bytes.</summary>
    public ImmutableArray<byte> PublicKey => [.. _publicKey];

    /// <summary>Whether a key may be called so: not empty, and without spaces, control characters and plus signs.</summary>
    public static bool IsName(string? name) => !string.IsNullOrEmpty(name) && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '+');

    /// <summary>Reads a key as <see cref="ToString"/> writes it; a <see cref="FormatException"/> says what is wrong with it.</summary>
    public static NoteKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('+', 3);
        var bytes = new byte[PublicKeySize + 4];

        if (parts.Length != 3 || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length != PublicKeySize + 1 || !IsName(parts[0]) || !Enum.IsDefined((NoteKeyType)bytes[0]))
            throw new FormatException($"'{text}' is not the key of a log or a witness: it reads NAME+ID+KEY, with an Ed25519 key.");

        var key = new NoteKey(parts[0], (NoteKeyType)bytes[0], bytes.AsSpan(1, PublicKeySize));

        return key.IdText == parts[1] ? key : throw new FormatException($"'{text}' has an id of another key: it should be {key.IdText}. Was a character lost?");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}+{IdText}+{Convert.ToBase64String([(byte)Type, .. _publicKey])}";

    internal bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, message.ToArray(), 0, message.Length);

    private string IdText => Id.ToString("x8", CultureInfo.InvariantCulture);

    private static uint Identify(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));
}
