using Microsoft.Extensions.Configuration;

namespace FedGrains.Azure.Tests;

public sealed class AzureSettingsTests
{
    [Fact]
    public void Read_NothingGiven_UsesNoAccount() => Assert.False(Read([]).Storage.IsUsed);

    [Fact]
    public void Read_Addresses_AreUsed()
    {
        var settings = Read([("Azure:Storage:Blobs", "https://x.blob.core.windows.net"), ("Azure:Storage:Tables", "https://x.table.core.windows.net"), ("Azure:ClientId", "id")]);

        Assert.Equal((true, "id", "fedgrains", "audit"), (settings.Storage.IsUsed, settings.ClientId, settings.Storage.Container, settings.Storage.AuditContainer));
    }

    [Theory]
    [InlineData("https://x.blob.core.windows.net", null, "Azure:Storage:Tables")]
    [InlineData(null, "https://x.table.core.windows.net", "Azure:Storage:Blobs")]
    [InlineData("http://x.blob.core.windows.net", "https://x.table.core.windows.net", "Azure:Storage:Blobs: 'http://x.blob.core.windows.net' is not an https address.")]
    [InlineData("https://x.blob.core.windows.net", "x", "Azure:Storage:Tables: 'x' is not an https address.")]
    public void Read_AddressesThatDoNotDo_AreNamed(string? blobs, string? tables, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => Read([("Azure:Storage:Blobs", blobs), ("Azure:Storage:Tables", tables)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=not base64!")]
    [InlineData("https://x.blob.core.windows.net")]
    public void Read_NoConnectionString_IsRefusedWithoutRepeatingIt(string connection)
    {
        var fault = Assert.Throws<FormatException>(() => Read([("Azure:Storage:ConnectionString", connection)])).Message;

        Assert.Contains("Azure:Storage:ConnectionString", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(connection, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyVault_IsUsedWithoutAnAccount()
    {
        var settings = Read([("Azure:KeyVault:Address", "https://x.vault.azure.net"), ("Azure:KeyVault:Hardware", "true")]);

        Assert.Equal((true, true, true, false), (settings.KeyVault.IsUsed, settings.KeyVault.Hardware, settings.KeyVault.VerifyResource, settings.Storage.IsUsed));
    }

    [Theory]
    [InlineData("http://x.vault.azure.net")]
    [InlineData("x.vault.azure.net")]
    public void Read_KeyVaultWithoutTls_IsNamed(string address) =>
        Assert.Contains($"Azure:KeyVault:Address: '{address}' is not an https address", Assert.Throws<FormatException>(() => Read([("Azure:KeyVault:Address", address)])).Message, StringComparison.Ordinal);

    private static AzureSettings Read((string Key, string? Value)[] pairs) =>
        AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(p => KeyValuePair.Create(p.Key, p.Value))).Build());
}
