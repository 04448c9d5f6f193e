extern alias gateway;

using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

using MaskedUpdateCheck = gateway::FedGrains.Gateway.Updates.MaskedUpdateCheck;

namespace FedGrains.Gateway.Tests.Masking;

/// <summary>The bytes of a masked update are those of its site's statement, however they are cut up.</summary>
public sealed class MaskedUpdateCheckTests
{
    private readonly byte[] _vector = RandomNumberGenerator.GetBytes(4 * 1000);

    [Theory]
    [InlineData(4)]
    [InlineData(256)]
    [InlineData(4000)]
    public void End_TheVectorOfTheStatement_NothingIsWrong(int piece)
    {
        using var check = new MaskedUpdateCheck(Update(_vector), start: 0);

        foreach (var bytes in _vector.Chunk(piece)) Assert.Null(check.Next(bytes));
        Assert.Null(check.End());
    }

    [Fact]
    public void End_AnotherVector_SaysSo()
    {
        using var check = new MaskedUpdateCheck(Update(_vector), start: 0);
        _vector[17] ^= 1;

        Assert.Null(check.Next(_vector));
        Assert.Contains("update.masked_upload", check.End()!.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void End_AResumedUpload_IsLeftToWhoReadsItWhole()
    {
        using var check = new MaskedUpdateCheck(Update(_vector), start: 5);

        Assert.Null(check.Next(_vector.AsSpan(5)));
        Assert.Null(check.End());
    }

    private static SubmittedUpdate Update(byte[] vector)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = Sha256Digest.Of([1]);
        var statement = Statement.Sign(
            new MaskedUpload(new(FederationName.Parse("f"), 1, digest), 1, digest, 0, VectorDigest.Of(MemoryMarshal.Cast<byte, uint>(vector)), new(1, digest)),
            new EcdsaStatementSigner(key));

        return new(Core.Identifiers.Digest.Of(vector), vector.Length, 10, 0.5, 1, MaskedUpload: Convert.ToBase64String(WireMessage.Encode(statement)));
    }
}
