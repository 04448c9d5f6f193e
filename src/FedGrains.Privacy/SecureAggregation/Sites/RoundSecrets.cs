using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// What a site keeps secret of one round: its mask key; once it has dealt, its self-mask secret and, for each holder in its
/// neighbourhood, that holder's two shares (zeros until they have come). Replaced, never changed.
/// </summary>
internal sealed class RoundSecrets : IDisposable
{
    private const int SharesAt = 2 * Scalar.Size;

    private RoundSecrets(SecretBytes block) => Block = block;

    /// <summary>Everything, as it is stored.</summary>
    public SecretBytes Block { get; }

    public ReadOnlySpan<byte> MaskKey => Block.Span[..Scalar.Size];

    public ReadOnlySpan<byte> Seed => Block.Span[Scalar.Size..SharesAt];

    /// <summary>Whether every secret is one of GF(n), and the mask key a private key.</summary>
    public bool IsSound
    {
        get
        {
            var sound = P256.IsScalar(MaskKey);
            for (var at = Scalar.Size; at < Block.Length; at += Scalar.Size) sound &= Scalar.FromBytes(Block.Span.Slice(at, Scalar.Size)) is not null;

            return sound;
        }
    }

    /// <summary>Bytes of a block with the shares of <paramref name="holders"/>.</summary>
    public static int Size(int holders) => SharesAt + (holders * SharePlaintext.PairSize);

    /// <summary>The secrets of a round whose mask key was just made.</summary>
    public static RoundSecrets New(RandomNumberGenerator randomness) => new(EphemeralKey.NewScalar(randomness));

    /// <summary>Secrets that were stored.</summary>
    public static RoundSecrets FromBlock(ReadOnlySpan<byte> block) => new(SecretBytes.CopyOf(block));

    /// <summary>The same mask key, with a new self-mask secret and room for the shares of <paramref name="holders"/>.</summary>
    public RoundSecrets Deal(int holders, RandomNumberGenerator randomness)
    {
        var dealt = SecretBytes.Zeroed(Size(holders));
        MaskKey.CopyTo(dealt.Writable);
        Scalar.Random(randomness).CopyTo(dealt.Writable[Scalar.Size..]);

        return new(dealt);
    }

    /// <summary>The same, with the shares of a round that these holders dealt.</summary>
    public RoundSecrets With(IEnumerable<(int Holder, SecretBytes Plaintext)> shares, int slot)
    {
        var next = SecretBytes.CopyOf(Block.Span);

        foreach (var (holder, plaintext) in shares)
            plaintext.Span[SharePlaintext.Pair(slot)].CopyTo(next.Writable[(SharesAt + (holder * SharePlaintext.PairSize))..]);

        return new(next);
    }

    /// <summary>The share of one kind of the holder's secret.</summary>
    public ReadOnlySpan<byte> Share(int holder, ShareKind kind)
    {
        var pair = Block.Span.Slice(SharesAt + (holder * SharePlaintext.PairSize), SharePlaintext.PairSize);

        return kind switch
        {
            ShareKind.MaskKey => pair[..Scalar.Size],
            ShareKind.SelfMask => pair[Scalar.Size..],
        };
    }

    public void Dispose() => Block.Dispose();

    public override string ToString() => nameof(RoundSecrets);
}
