using System.Buffers.Text;
using System.Security.Cryptography;
using FedGrains.Azure.Vault;
using FedGrains.Privacy.Keys;
using FedGrains.Storage;
using FedGrains.Storage.Tests.Keys;
using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Azure.Tests.Vault;

public sealed class AzureKeyVaultTests : KeyVaultContract, IAsyncLifetime
{
    private const string Key = "cardio";

    private static readonly byte[] s_context = "round 7"u8.ToArray();

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly CountingIdentity _identity = new();
    private readonly List<AzureKeyVault> _opened = [];
    private KeyVaultServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await KeyVaultServer.Start();

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(v => v.Dispose());
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task FirstRequest_GoesWithoutTokenAndBody_AndAllOthersWithOneToken()
    {
        var vault = Open();

        await vault.Rotate(Key);
        await vault.Sign(Key, s_context);

        Assert.DoesNotContain(" token", _server.Requests.First(), StringComparison.Ordinal);
        Assert.All(_server.Requests.Skip(1), r => Assert.Contains(" token", r, StringComparison.Ordinal));
        var asked = Assert.Single(_identity.Asked);
        Assert.Equal(("https://vault.azure.net/.default", KeyVaultServer.Tenant, true), (Assert.Single(asked.Scopes), asked.TenantId, asked.IsCaeEnabled));
    }

    [Fact]
    public async Task FirstRequest_OneWithABody_KeepsItForTheSecondTry()
    {
        var made = await _server.Client(_identity).Create("x", new("EC", null, "P-256", ["sign"], []), CancellationToken.None);

        Assert.Equal("EC", made.Key.Kty);
        Assert.Equal(["POST /keys/x/create?api-version=7.4", "POST /keys/x/create?api-version=7.4 token body"], _server.Requests);
    }

    [Fact]
    public async Task FirstRequest_RefusedBeforeTheChallenge_StillBringsItsBody()
    {
        var client = _server.Client(_identity);
        _server.AnswerNext(503, "ServiceUnavailable");

        await client.Create("x", new("EC", null, "P-256", ["sign"], []), CancellationToken.None);

        Assert.Equal(1, _server.Count("x"));
    }

    [Fact]
    public async Task Challenge_ForAnotherDomain_IsNotGivenAToken()
    {
        _server.Resource = "https://elsewhere.example";

        var fault = await Assert.ThrowsAsync<StorageException>(() => Open().Rotate(Key));

        Assert.Contains("'https://elsewhere.example/.default'", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_identity.Asked);
    }

    [Fact]
    public async Task Challenge_MoreClaims_IsAnsweredOnce()
    {
        var vault = Open();
        await vault.Rotate(Key);
        _server.RevokedTokens.Add("Bearer token-1");

        await vault.Sign(Key, s_context);

        Assert.Equal([null, """{"access_token":{"nbf":{"essential":true}}}"""], _identity.Asked.Select(a => a.Claims));
    }

    [Fact]
    public async Task Throttled_IsAskedAgainAsLateAsItSays()
    {
        var vault = Open();
        await vault.Rotate(Key);
        _server.AnswerNext(429, "Throttled", retryAfter: "1");
        var before = TimeProvider.System.GetTimestamp();

        await vault.Sign(Key, s_context);

        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromSeconds(0.9));
    }

    [Theory]
    [InlineData(429, "Throttled", "is busy")]
    [InlineData(503, "ServiceUnavailable", "is busy")]
    [InlineData(403, "Forbidden", "this process may not")]
    public async Task Refused_ForGood_IsASentenceThatNamesTheVault(int status, string code, string expected)
    {
        var vault = Open();
        await vault.Rotate(Key);
        for (var i = 0; i < 4; i++) _server.AnswerNext(status, code);

        var fault = await Assert.ThrowsAsync<StorageException>(() => vault.Sign(Key, s_context));

        Assert.Contains("'fedgrains-test.vault.azure.net'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_IsAStorageException_AndNothingIsLost()
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);

        _server.IsOut = true;
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<StorageException>(() => vault.Unwrap(wrapped, s_context))).Message, StringComparison.Ordinal);
        _server.IsOut = false;

        using var unwrapped = await vault.Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
    }

    [Fact]
    public async Task Out_WhatWasUnwrappedLately_UnwrapsForAMinute()
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);
        (await vault.Unwrap(wrapped, s_context)).Dispose();
        _server.IsOut = true;

        using var again = await vault.Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(again));

        _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<StorageException>(() => vault.Unwrap(wrapped, s_context));
    }

    [Fact]
    public async Task Unwrap_OfTheSame_AsksTheVaultOnce()
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);

        for (var i = 0; i < 5; i++) (await vault.Unwrap(wrapped, s_context)).Dispose();

        Assert.Single(_server.Requests, r => r.Contains("/unwrapkey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrap_AsksTheVaultForThePublicKeyOnly()
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        await vault.Wrap(Key, secret, s_context);
        var before = _server.Requests.Count;

        await vault.Wrap(Key, secret, s_context);

        Assert.Equal(before, _server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disabled_IsRefusedAndSaysHowToMendIt(bool known)
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);
        foreach (var half in Halves) _server.Enable(half, enabled: false);
        if (known) _clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var use in new Func<Task>[] { () => vault.Unwrap(wrapped, s_context), () => vault.Sign(Key, s_context) })
            Assert.Contains("is disabled in its vault", (await Assert.ThrowsAsync<KeyVaultException>(use)).Message, StringComparison.Ordinal);

        Assert.Equal(!known, Assert.Single(await vault.Versions(Key)).IsEnabled);
        if (known) await Assert.ThrowsAsync<KeyVaultException>(() => vault.Wrap(Key, secret, s_context));

        foreach (var half in Halves) _server.Enable(half);
        _clock.Advance(TimeSpan.FromMinutes(1));
        using var unwrapped = await vault.Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
    }

    [Fact]
    public async Task Expired_IsNotWrappedWith()
    {
        var vault = Open();
        await vault.Rotate(Key);
        _server.Expire("cardio-wrap");
        _clock.Advance(TimeSpan.FromMinutes(1));
        using var secret = Secret(32);

        Assert.Contains("'cardio-wrap'", (await Assert.ThrowsAsync<KeyVaultException>(() => vault.Wrap(Key, secret, s_context))).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await vault.Rotate(Key)).Version);
        Assert.Equal(2, (await vault.Wrap(Key, secret, s_context)).Key.Version);
    }

    [Fact]
    public async Task SoftDeleted_IsNeverReplaced_AndComesBackWhole()
    {
        var vault = Open();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);
        foreach (var half in Halves) _server.Delete(half);
        var later = Open();

        Assert.Contains("az keyvault key recover --vault-name fedgrains-test --name cardio-wrap", (await Assert.ThrowsAsync<KeyVaultException>(() => later.Rotate(Key))).Message, StringComparison.Ordinal);
        Assert.Contains("az keyvault key recover", (await Assert.ThrowsAsync<KeyVaultException>(() => later.Unwrap(wrapped, s_context))).Message, StringComparison.Ordinal);
        foreach (var half in Halves) _server.Recover(half);

        using var unwrapped = await later.Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rotate_CutOff_IsFinishedByTheNext(int requests)
    {
        var vault = Open();
        await vault.Latest(Key);
        for (var i = 0; i < requests; i++) _server.ServeNext();
        for (var i = 0; i < 4; i++) _server.AnswerNext(503, "ServiceUnavailable");
        await Assert.ThrowsAsync<StorageException>(() => vault.Rotate(Key));

        Assert.Null(await vault.Latest(Key));
        Assert.Equal(new(Key, 1), await vault.Rotate(Key));

        Assert.Equal((1, 1), (_server.Count("cardio-wrap"), _server.Count("cardio-sign")));
    }

    [Fact]
    public async Task Rotate_AnswerLost_IsOneVersionAllTheSame()
    {
        var vault = Open();
        await vault.Latest(Key);
        _server.ServeNext();
        _server.ServeNext();
        _server.LoseNextAnswer();

        Assert.Equal(new(Key, 1), await vault.Rotate(Key));

        Assert.Equal(2, _server.Count("cardio-wrap"));
        Assert.Equal(new KeyId(Key, 1), await Open().Latest(Key));
        using var secret = Secret(32);
        using var unwrapped = await Open().Unwrap(await vault.Wrap(Key, secret, s_context), s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
        Assert.True(await Open().Verify(await vault.Sign(Key, s_context), s_context));
        Assert.Equal((await vault.PublicKey(new(Key, 1))).ToArray(), (await Open().PublicKey(new(Key, 1))).ToArray());
    }

    [Fact]
    public async Task Rotate_ByAnother_IsSeenWithinAMinute_AndAtOnceWhenItIsAskedFor()
    {
        var (one, other) = (Open(), Open());
        await one.Rotate(Key);
        Assert.Equal(new KeyId(Key, 1), await other.Latest(Key));

        await one.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await one.Wrap(Key, secret, s_context);

        (await other.Unwrap(wrapped, s_context)).Dispose();
        Assert.Equal(new KeyId(Key, 2), await other.Latest(Key));
        await one.Rotate(Key);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new KeyId(Key, 3), await other.Latest(Key));
    }

    [Fact]
    public async Task Versions_InPages_AreAllFound()
    {
        var vault = Open();
        for (var i = 1; i <= 5; i++) await vault.Rotate(Key);

        Assert.Equal(Enumerable.Range(1, 5), (await Open().Versions(Key)).Select(v => v.Key.Version));
    }

    [Fact]
    public async Task Versions_NextPageElsewhere_IsNotFollowed()
    {
        _server.AnswerNextWith("""{"value":[],"nextLink":"https://elsewhere.vault.azure.net/keys/cardio-wrap/versions"}""");

        Assert.Contains("does not answer as a Key Vault does", (await Assert.ThrowsAsync<StorageException>(() => Open().Latest(Key))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"value":"not base64url!"}""")]
    [InlineData("""{"value":[{"kid":null}]}""")]
    public async Task Answer_OfSomethingElse_IsASentence(string answer)
    {
        var vault = Open();
        await vault.Rotate(Key);
        _server.AnswerNextWith(answer);

        Assert.Contains("Azure:KeyVault:Address", (await Assert.ThrowsAsync<StorageException>(() => vault.Sign(Key, s_context))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hardware_IsAskedFor()
    {
        await Open(hardware: true).Rotate(Key);

        var version = (await _server.Client(_identity).Versions("cardio-wrap", CancellationToken.None)).Single();
        Assert.Equal("RSA-HSM", (await _server.Client(_identity).Get("cardio-wrap", version.Kid[(version.Kid.LastIndexOf('/') + 1)..], CancellationToken.None)).Key.Kty);
    }

    // RFC 7515, appendix A.3.
    [Fact]
    public async Task Verify_PublishedSignature()
    {
        await Open().Rotate(Key);
        _server.Import("cardio-sign", new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Base64Url.DecodeFromChars("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
            Q = new() { X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0") },
        });
        var signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"u8.ToArray();
        var signature = Base64Url.DecodeFromChars("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        var vault = Open();

        Assert.True(await vault.Verify(new(new(Key, 1), signature), signed));
        Assert.True(await vault.Verify(await vault.Sign(Key, signed), signed));
        signature[0] ^= 1;
        Assert.False(await vault.Verify(new(new(Key, 1), signature), signed));
    }

    [Fact]
    public async Task EncryptionKey_WrapsHereAndUnwrapsThere()
    {
        var client = _server.Client(_identity);
        await Open().Rotate(Key);
        var item = (await client.Versions("cardio-wrap", CancellationToken.None)).Single();
        var key = new VaultEncryptionKey(client, VaultVersion.Of("cardio-wrap", item.Kid, item.Attributes, item.Tags)!, new(client));
        var secret = RandomNumberGenerator.GetBytes(32);

        Assert.Equal(item.Kid, key.KeyId);
        Assert.Equal(secret, key.UnwrapKey("RSA-OAEP-256", key.WrapKey("RSA-OAEP-256", secret)));
        Assert.Equal(secret, await key.UnwrapKeyAsync("RSA-OAEP-256", await key.WrapKeyAsync("RSA-OAEP-256", secret)));
        Assert.Throws<NotSupportedException>(() => key.WrapKey("RSA1_5", secret));
    }

    protected override Task<IKeyVault> Vault() => Task.FromResult<IKeyVault>(Open());

    protected override Task<IKeyVault> Restarted() => Task.FromResult<IKeyVault>(Open());

    private static IEnumerable<string> Halves => ["cardio-wrap", "cardio-sign"];

    private AzureKeyVault Open(bool hardware = false)
    {
        _opened.Add(new(_server.Client(_identity), _clock, hardware));
        return _opened[^1];
    }
}
