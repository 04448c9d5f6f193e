using System.Runtime.InteropServices;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Cli.Rounds;

/// <summary>A masked vector in a file, read in pieces.</summary>
internal static class VectorFile
{
    private const int PieceWords = 1 << 18;

    /// <summary>The digest of a vector, of whole words.</summary>
    public static Sha256Digest DigestOf(Stream vector)
    {
        using var digest = new VectorDigest();
        var buffer = new uint[Math.Min(PieceWords, vector.Length / sizeof(uint))];

        for (var left = vector.Length / sizeof(uint); left > 0; left -= buffer.Length)
        {
            var words = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
            vector.ReadExactly(MemoryMarshal.AsBytes(words));
            digest.Append(words);
        }

        return digest.Finish();
    }
}
