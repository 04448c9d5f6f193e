using System.Security.Cryptography;

using FedGrains.Core.Nodes;

using Grpc.Core;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Testing;

/// <summary>Holds a call to its assertion, once.</summary>
internal static class FakeAuthentication
{
    public static async Task Require(FakeCoordinator coordinator, string header, string method)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(coordinator.PublicKey, out _);
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = "hearts/leeds",
            ValidAudience = SiteAssertion.Audience,
            IssuerSigningKey = new ECDsaSecurityKey(key),
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(header["Bearer ".Length..], parameters);

        if (!result.IsValid || (string)result.Claims[SiteAssertion.MethodClaim] != method || !coordinator.UsedAssertions.TryAdd((string)result.Claims["jti"], true))
            throw new RpcException(new Status(StatusCode.Unauthenticated, "authorization: is not valid."), [new("fedgrains-reason", "test")]);
    }
}
