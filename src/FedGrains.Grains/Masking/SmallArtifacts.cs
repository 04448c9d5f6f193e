using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Masking;

/// <summary>Artifacts that are messages, and fit in memory.</summary>
internal static class SmallArtifacts
{
    /// <summary>All bytes of an artifact. Throws an <see cref="ArtifactNotFoundException"/> when it is not there.</summary>
    public static async Task<byte[]> ReadAll(this IArtifactStore artifacts, Digest digest)
    {
        await using var stream = artifacts.Open(digest);
        var bytes = new byte[checked((int)stream.Length)];
        await stream.ReadExactlyAsync(bytes);

        return bytes;
    }
}
