using FedGrains.Azure.Vault;

namespace FedGrains.Azure.Tests.Vault;

public sealed class AuthenticationChallengeTests
{
    [Theory]
    [InlineData("""Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net" """, "https://vault.azure.net/.default", "t")]
    [InlineData("""bearer authorization_uri="https://login.microsoftonline.com/t/", scope="https://vault.azure.net/.default" """, "https://vault.azure.net/.default", "t")]
    [InlineData("Bearer authorization=https://login.microsoftonline.com/t,resource=https://vault.azure.net", "https://vault.azure.net/.default", "t")]
    [InlineData("""Bearer resource="https://vault.azure.net" """, "https://vault.azure.net/.default", null)]
    [InlineData("""Bearer authorization="nonsense", resource="https://vault.azure.net" """, "https://vault.azure.net/.default", null)]
    public void Read_IsWhatTheVaultAsksFor(string header, string scope, string? tenant) => Assert.Equal(new(scope, tenant), AuthenticationChallenge.Read(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Basic realm=x")]
    [InlineData("""Bearer authorization="https://login.microsoftonline.com/t" """)]
    public void Read_NoChallenge_IsNull(string? header) => Assert.Null(AuthenticationChallenge.Read(header));

    [Theory]
    [InlineData("x.vault.azure.net", true)]
    [InlineData("X.VAULT.AZURE.NET", true)]
    [InlineData("vault.azure.net", false)]
    [InlineData("xvault.azure.net", false)]
    [InlineData("x.vault.azure.net.example", false)]
    public void IsFor_HostsOfTheDomainOnly(string host, bool expected) => Assert.Equal(expected, new AuthenticationChallenge("https://vault.azure.net/.default", null).IsFor(host));

    [Theory]
    [InlineData("""Bearer error="insufficient_claims", claims="e30=" """, "{}")]
    [InlineData("""Bearer error="insufficient_claims", claims="?" """, null)]
    [InlineData("""Bearer error="invalid_token", claims="e30=" """, null)]
    [InlineData(null, null)]
    public void Claims_AreTheJsonInThem(string? header, string? expected) => Assert.Equal(expected, AuthenticationChallenge.Claims(header));
}
