using System.Security.Cryptography;
using FedGrains.Storage;

namespace FedGrains.Azure.Sealing;

/// <summary>Small contents, sealed and opened whole: the header, then the chunks.</summary>
internal static class SealedBytes
{
    public static byte[] Seal(SealedChunks chunks, ReadOnlySpan<byte> content)
    {
        var count = chunks.CountFor(content.Length);
        var bytes = new byte[SealedHeader.Size + content.Length + (count * SealedChunks.TagSize)];
        chunks.Header.Bytes.CopyTo(bytes);

        for (var n = 0L; n < count; n++)
        {
            var plaintext = content[(int)(n * chunks.Header.ChunkSize)..];
            plaintext = plaintext[..Math.Min(plaintext.Length, chunks.Header.ChunkSize)];
            chunks.Seal(n, n == count - 1, plaintext, bytes.AsSpan((int)chunks.PositionOf(n)));
        }

        return bytes;
    }

    /// <summary>The content. Throws a <see cref="StorageException"/> that names <paramref name="what"/> when it was changed.</summary>
    public static byte[] Open(SealedChunks chunks, ReadOnlySpan<byte> bytes, string what)
    {
        var body = bytes.Length - SealedHeader.Size;
        var count = Math.Max(1, (body + chunks.SealedSize - 1) / chunks.SealedSize);
        if (body < count * SealedChunks.TagSize) throw Damaged(what);

        var content = new byte[body - (count * SealedChunks.TagSize)];

        try
        {
            for (var n = 0; n < count; n++)
            {
                var from = (int)chunks.PositionOf(n);
                var chunk = bytes[from..Math.Min(bytes.Length, from + chunks.SealedSize)];
                chunks.Open(n, n == count - 1, chunk, content.AsSpan(n * chunks.Header.ChunkSize, chunk.Length - SealedChunks.TagSize));
            }
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Damaged(what, e);
        }

        return content;
    }

    public static StorageException Damaged(string what, Exception? e = null) =>
        new($"{what} does not open: it was changed or cut short since it was sealed. Restore it from a backup.", e);
}
