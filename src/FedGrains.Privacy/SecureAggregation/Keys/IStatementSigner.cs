using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The long-term key of a site or of the coordinator, wherever it is kept.</summary>
public interface IStatementSigner
{
    /// <summary>Signs with ECDSA on P-256 over SHA-256: 64 bytes, r and s (IEEE P1363).</summary>
    byte[] Sign(ReadOnlySpan<byte> statement);
}

/// <summary>A long-term key in this process. Threads may share it.</summary>
public sealed class EcdsaStatementSigner(ECDsa key) : IStatementSigner
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> statement)
    {
        // One ECDsa is not safe for two callers at a time.
        lock (_gate) return key.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
