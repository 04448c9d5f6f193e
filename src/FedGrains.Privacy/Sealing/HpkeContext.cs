using System.Buffers.Binary;
using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>What both sides hold after the key schedule in base mode (RFC 9180, section 5.1): the key, the base nonce, the exporter secret.</summary>
internal sealed class HpkeContext : IDisposable
{
    private const byte BaseMode = 0;

    private readonly AesGcm _cipher;

    /// <summary>The context of a shared secret, which is left to the caller, and of <paramref name="info"/>.</summary>
    public HpkeContext(SecretBytes sharedSecret, ReadOnlySpan<byte> info)
    {
        var context = ScheduleContext(info);
        Secret = LabeledHkdf.ExtractSecret(HpkeSuite.Hpke, sharedSecret.Span, "secret"u8, []);
        Key = Expand("key"u8, context, HpkeSuite.KeySize);
        BaseNonce = Expand("base_nonce"u8, context, HpkeSuite.NonceSize);
        ExporterSecret = Expand("exp"u8, context, HpkeSuite.SecretSize);
        _cipher = new(Key.Span, HpkeSuite.TagSize);
    }

    internal SecretBytes Secret { get; }

    internal SecretBytes Key { get; }

    internal SecretBytes BaseNonce { get; }

    internal SecretBytes ExporterSecret { get; }

    /// <summary>Seals message <paramref name="sequence"/>: ciphertext and then the tag.</summary>
    public void Seal(ulong sequence, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, Span<byte> sealedText)
    {
        RequireLength(sealedText.Length, plaintext.Length + HpkeSuite.TagSize, nameof(sealedText));
        Span<byte> nonce = stackalloc byte[HpkeSuite.NonceSize];
        ComputeNonce(sequence, nonce);
        _cipher.Encrypt(nonce, plaintext, sealedText[..plaintext.Length], sealedText[plaintext.Length..], associated);
    }

    /// <summary>Opens message <paramref name="sequence"/>, or throws a <see cref="SealException"/> and leaves zeroes.</summary>
    public void Open(ulong sequence, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plaintext)
    {
        if (sealedText.Length < HpkeSuite.TagSize) throw new SealException();

        RequireLength(plaintext.Length, sealedText.Length - HpkeSuite.TagSize, nameof(plaintext));
        Span<byte> nonce = stackalloc byte[HpkeSuite.NonceSize];
        ComputeNonce(sequence, nonce);

        try
        {
            _cipher.Decrypt(nonce, sealedText[..^HpkeSuite.TagSize], sealedText[^HpkeSuite.TagSize..], plaintext, associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealException();
        }
    }

    /// <summary>Context.Export (section 5.3): a secret that both sides derive, of 1 to 8160 bytes.</summary>
    public SecretBytes Export(ReadOnlySpan<byte> exporterContext, int length) =>
        LabeledHkdf.ExpandSecret(HpkeSuite.Hpke, ExporterSecret, "sec"u8, exporterContext, length);

    public void Dispose()
    {
        _cipher.Dispose();
        Secret.Dispose();
        Key.Dispose();
        BaseNonce.Dispose();
        ExporterSecret.Dispose();
    }

    /// <summary>key_schedule_context: the mode, and digests of no pre-shared key's name and of <paramref name="info"/>.</summary>
    internal static byte[] ScheduleContext(ReadOnlySpan<byte> info)
    {
        var context = new byte[1 + (2 * HpkeSuite.SecretSize)];
        context[0] = BaseMode;
        LabeledHkdf.Extract(HpkeSuite.Hpke, [], "psk_id_hash"u8, [], context.AsSpan(1, HpkeSuite.SecretSize));
        LabeledHkdf.Extract(HpkeSuite.Hpke, [], "info_hash"u8, info, context.AsSpan(1 + HpkeSuite.SecretSize));

        return context;
    }

    internal void ComputeNonce(ulong sequence, Span<byte> nonce)
    {
        BaseNonce.Span.CopyTo(nonce);
        var low = nonce[^sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ sequence);
    }

    private static void RequireLength(int actual, int expected, string parameter)
    {
        if (actual != expected) throw new ArgumentException($"There must be room for exactly {expected} bytes, and there is for {actual}.", parameter);
    }

    private SecretBytes Expand(ReadOnlySpan<byte> label, byte[] context, int length) => LabeledHkdf.ExpandSecret(HpkeSuite.Hpke, Secret, label, context, length);
}
