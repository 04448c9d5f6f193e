using System.Buffers.Binary;
using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rounds;

public sealed class VectorDigestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void Of_AVector_IsTheHashOfItsBytes(int length)
    {
        var words = TestFederation.Vector(length, "lanes");
        var bytes = new byte[4 * length];
        for (var i = 0; i < length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);

        Assert.Equal(Sha256Digest.FromHash(SHA256.HashData(bytes)), VectorDigest.Of(words));
    }
}
