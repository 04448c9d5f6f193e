using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>The same bytes for the same seed: SHA-256 in counter mode.</summary>
internal sealed class SeededRandomness(string seed) : RandomNumberGenerator
{
    private readonly byte[] _key = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed));
    private ulong _drawn;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        Span<byte> block = stackalloc byte[_key.Length + sizeof(ulong)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _key.CopyTo(block);

        while (!data.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block[_key.Length..], _drawn++);
            SHA256.HashData(block, hash);
            var taken = Math.Min(hash.Length, data.Length);
            hash[..taken].CopyTo(data);
            data = data[taken..];
        }
    }
}
