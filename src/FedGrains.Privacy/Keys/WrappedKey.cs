namespace FedGrains.Privacy.Keys;

/// <summary>A secret that only the vault can read. It may be stored anywhere.</summary>
/// <param name="Key">The version it was wrapped with.</param>
/// <param name="Bytes">What the vault made of the secret; its form is the vault's own.</param>
public sealed record WrappedKey(KeyId Key, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>How many bytes of secret a vault wraps at most.</summary>
    public const int LongestSecret = 4096;

    /// <summary>Whether both are the same bytes under the same version.</summary>
    public bool Equals(WrappedKey? other) => other is not null && Key == other.Key && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Bytes.Length);
}
