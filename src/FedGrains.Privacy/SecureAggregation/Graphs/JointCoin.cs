using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The coin that all sites of a batch toss together: it comes from a digest over the keys of every one of them, so neither the
/// coordinator nor any site chooses it. Who speaks last can try again; 2^17 iterations make every try dear.
/// </summary>
internal static class JointCoin
{
    private const int Iterations = 1 << 17;

    private static ReadOnlySpan<byte> Label => "FG-SecAgg/1 graph coin"u8;

    /// <summary>The coin of a set of keys (PBKDF2, RFC 8018).</summary>
    public static Sha256Digest Toss(Sha256Digest setup) => Sha256Digest.FromHash(
        Rfc2898DeriveBytes.Pbkdf2(setup.ToArray(), Label, Iterations, HashAlgorithmName.SHA256, Sha256Digest.Size));

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in the uniform order that a coin stands for (Fisher and Yates; numbers from SHA-256 in counter mode, drawn again where they would be biased).</summary>
    public static int[] Permutation(Sha256Digest coin, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var drawn = 0UL;

        for (var i = count - 1; i > 0; i--)
        {
            var j = Below((uint)i + 1, coin, ref drawn);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static int Below(uint limit, Sha256Digest coin, ref ulong drawn)
    {
        Span<byte> block = stackalloc byte[Sha256Digest.Size + sizeof(ulong)];
        Span<byte> hash = stackalloc byte[Sha256Digest.Size];
        coin.CopyTo(block);

        while (true)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block[Sha256Digest.Size..], drawn++);
            SHA256.HashData(block, hash);
            var value = BinaryPrimitives.ReadUInt32BigEndian(hash);

            if (value < uint.MaxValue - (uint.MaxValue % limit)) return (int)(value % limit);
        }
    }
}
