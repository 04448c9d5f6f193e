using System.Runtime.InteropServices;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The digest of a masked vector: SHA-256 of its words of 32 bits, little-endian. It is that of the vector's bytes wherever they travel or lie as a file, so that
/// whoever stores them by their digest has checked them already.
/// </summary>
public static class VectorDigest
{
    /// <summary>The digest of a vector.</summary>
    public static Sha256Digest Of(ReadOnlySpan<uint> words) => BitConverter.IsLittleEndian
        ? Sha256Digest.Of(MemoryMarshal.AsBytes(words))
        : throw new PlatformNotSupportedException("Vectors need a little-endian processor.");
}
