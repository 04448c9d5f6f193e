using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FedGrains.Transparency.Notes;

/// <summary>Signs notes and cosigns checkpoints with an Ed25519 key (RFC 8032), deterministically.</summary>
public sealed class NoteSigner : IDisposable
{
    /// <summary>Bytes of a private key.</summary>
    public const int SeedSize = 32;

    private readonly byte[] _seed;

    /// <summary>A signer.</summary>
    /// <param name="name">Whose key it is.</param>
    /// <param name="type">What it signs.</param>
    /// <param name="seed">The private key, <see cref="SeedSize"/> bytes, which are copied.</param>
    public NoteSigner(string name, NoteKeyType type, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException($"An Ed25519 private key has {SeedSize} bytes, not {seed.Length}.", nameof(seed));

        _seed = seed.ToArray();
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_seed, 0, publicKey, 0);
        Key = new(name, type, publicKey);
    }

    /// <summary>What verifies its signatures.</summary>
    public NoteKey Key { get; }

    /// <summary>Signs a text, which ends in a newline.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">When; a cosignature says it to the second.</param>
    public NoteSignature Sign(string text, DateTimeOffset now)
    {
        SignedNote.RequireText(text);

        return Key.Type switch
        {
            NoteKeyType.Ed25519 => new(Key.Name, Key.Id, Sign(Encoding.UTF8.GetBytes(text))),
            NoteKeyType.Cosignature => Cosign(text, now.ToUnixTimeSeconds()),
            _ => throw new InvalidOperationException($"{Key.Type} signs nothing."),
        };
    }

    /// <summary>Zeroes the private key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);

    private NoteSignature Cosign(string text, long time)
    {
        var stamp = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(stamp, time);

        return new(Key.Name, Key.Id, (byte[])[.. stamp, .. Sign(CosignedMessage(text, time))]);
    }

    // C2SP tlog-cosignature, "Ed25519 signed message".
    internal static byte[] CosignedMessage(string text, long time) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}"));

    private byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);

        return signature;
    }
}
