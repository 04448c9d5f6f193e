using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Lets a vault sign a certificate, which takes a call that can be waited for: the first pass says what is to be signed, the second puts the signature in.</summary>
internal sealed class TwoPassSignature : X509SignatureGenerator
{
    // ecdsa-with-SHA256, RFC 5758, section 3.2.
    private const string Algorithm = "1.2.840.10045.4.3.2";

    /// <summary>What is to be signed, after the first pass.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>r and s, for the second pass.</summary>
    public ReadOnlyMemory<byte> Signature { get; set; } = new byte[2];

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);

        using (writer.PushSequence()) writer.WriteObjectIdentifier(Algorithm);

        return writer.Encode();
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        Data = data;
        var (writer, half) = (new AsnWriter(AsnEncodingRules.DER), Signature.Length / 2);

        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(WithoutLeadingZeroes(Signature.Span[..half]));
            writer.WriteIntegerUnsigned(WithoutLeadingZeroes(Signature.Span[half..]));
        }

        return writer.Encode();
    }

    protected override PublicKey BuildPublicKey() => throw new NotSupportedException("The authority has no certificate of its own.");

    private static ReadOnlySpan<byte> WithoutLeadingZeroes(ReadOnlySpan<byte> number) => number.TrimStart((byte)0) is { Length: > 0 } trimmed ? trimmed : number[^1..];
}
