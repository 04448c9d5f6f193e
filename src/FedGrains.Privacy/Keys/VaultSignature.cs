namespace FedGrains.Privacy.Keys;

/// <summary>A signature made in a vault: ECDSA on P-256 with SHA-256.</summary>
/// <param name="Key">The version that signed.</param>
/// <param name="Bytes">r and s, 32 bytes each, big-endian (IEEE P1363).</param>
public sealed record VaultSignature(KeyId Key, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether both are the same bytes by the same version.</summary>
    public bool Equals(VaultSignature? other) => other is not null && Key == other.Key && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Bytes.Length);
}
