using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>A long-term key pair that is the same for the same name.</summary>
internal sealed class LongTermKey
{
    public LongTermKey(string name)
    {
        var scalar = new byte[Scalar.Size];
        Scalar.RandomKey(TestRandomness.Of(name)).CopyTo(scalar);
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        (Signer, Public) = (new EcdsaStatementSigner(key), P256Point.FromSpki(key.ExportSubjectPublicKeyInfo()));
    }

    public IStatementSigner Signer { get; }

    public P256Point Public { get; }
}
