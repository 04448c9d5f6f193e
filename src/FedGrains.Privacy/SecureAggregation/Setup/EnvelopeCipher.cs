using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>AES-256-GCM (SP 800-38D) under a key that two sites agreed on for one direction and one batch, with everything the shares belong to as associated data.</summary>
internal static class EnvelopeCipher
{
    /// <summary>Encrypts shares. The nonce is random: a site whose state was restored would otherwise use one twice.</summary>
    public static ShareEnvelope Seal(SecretBytes agreement, SetupContext setup, int from, int to, ReadOnlySpan<byte> plaintext, RandomNumberGenerator randomness)
    {
        var nonce = new byte[ShareEnvelope.NonceSize];
        var ciphertext = new byte[plaintext.Length + ShareEnvelope.TagSize];
        randomness.GetBytes(nonce);

        using var key = Derivation.EnvelopeKey(agreement, setup, from, to);
        using var cipher = new AesGcm(key.Span, ShareEnvelope.TagSize);
        cipher.Encrypt(nonce, plaintext, ciphertext.AsSpan(0, plaintext.Length), ciphertext.AsSpan(plaintext.Length), Associated(setup, from, to));

        return new(from, to, nonce, ciphertext);
    }

    /// <summary>Decrypts shares, or returns null when the envelope was not sealed by this pair for this setup.</summary>
    public static SecretBytes? Open(SecretBytes agreement, SetupContext setup, ShareEnvelope envelope)
    {
        if (envelope.Ciphertext.Length < SharePlaintext.SharesSize(setup.Batch.Rounds) + ShareEnvelope.TagSize) return null;

        using var key = Derivation.EnvelopeKey(agreement, setup, envelope.From, envelope.To);
        using var cipher = new AesGcm(key.Span, ShareEnvelope.TagSize);

        try
        {
            return SecretBytes.Create(envelope.Ciphertext.Length - ShareEnvelope.TagSize, (Cipher: cipher, Envelope: envelope, Associated: Associated(setup, envelope.From, envelope.To)), Decrypt);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static void Decrypt(Span<byte> plaintext, (AesGcm Cipher, ShareEnvelope Envelope, byte[] Associated) from)
    {
        var sealedText = from.Envelope.Ciphertext.Span;
        from.Cipher.Decrypt(from.Envelope.Nonce.Span, sealedText[..plaintext.Length], sealedText[plaintext.Length..], plaintext, from.Associated);
    }

    private static byte[] Associated(SetupContext setup, int from, int to)
    {
        var associated = new WireWriter();
        associated.WriteText("FG/share/v1");
        setup.Write(associated);
        associated.WriteUInt16(from);
        associated.WriteUInt16(to);

        return associated.Finish();
    }
}
