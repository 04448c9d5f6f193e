using System.Security.Cryptography;
using System.Text;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

/// <summary>
/// A site's state of secure aggregation as it is stored: a version byte, a random nonce of 12 bytes, AES-256-GCM ciphertext, its tag of 16 bytes. The
/// associated data is whose state it is. That it is an older copy cannot be seen here; the journal in it is for that.
/// </summary>
internal sealed class StateSealer(MaskingKey key, MaskingParty party, RandomNumberGenerator randomness) : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize;

    private readonly byte[] _owner = Encoding.UTF8.GetBytes($"FedGrains/masking-state/v1\0{party.Federation}/{party.Self.Site}");
    private readonly SecretBytes _key = key.Derive("FedGrains/masking-state/v1");

    /// <summary>The state, encrypted.</summary>
    public byte[] Seal(SiteState state)
    {
        var plain = state.ToBytes();

        try
        {
            var stored = new byte[HeaderSize + plain.Length + TagSize];
            stored[0] = Version;
            randomness.GetBytes(stored.AsSpan(1, NonceSize));
            using var cipher = new AesGcm(_key.Span, TagSize);
            cipher.Encrypt(stored.AsSpan(1, NonceSize), plain, stored.AsSpan(HeaderSize, plain.Length), stored.AsSpan(HeaderSize + plain.Length), _owner);

            return stored;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>What <see cref="Seal"/> wrote; a <see cref="MaskingStateException"/> when it was changed, or sealed with another key or for another site.</summary>
    public SiteState Open(byte[] stored)
    {
        if (stored.Length < HeaderSize + TagSize || stored[0] != Version) throw Damaged("it does not begin as one does, or is cut short");

        // Pinned: the collector would leave copies of it behind.
        var plain = GC.AllocateUninitializedArray<byte>(stored.Length - HeaderSize - TagSize, pinned: true);

        try
        {
            using var cipher = new AesGcm(_key.Span, TagSize);
            cipher.Decrypt(stored.AsSpan(1, NonceSize), stored.AsSpan(HeaderSize, plain.Length), stored.AsSpan(HeaderSize + plain.Length), plain, _owner);

            return SiteState.Parse(plain);
        }
        catch (Exception fault) when (fault is AuthenticationTagMismatchException or FormatException)
        {
            throw Damaged("it was changed, or is another key's or another site's", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public void Dispose() => _key.Dispose();

    private static MaskingStateException Damaged(string reason, Exception? inner = null) => new(
        $"The stored state of secure aggregation cannot be opened: {reason}. If 'identity/masking.key' was lost or replaced, put it back; if it is gone, remove the folder 'grains/masking': the site then begins anew, and its operator confirms the roster again.", inner);
}
