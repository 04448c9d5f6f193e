using System.Security.Cryptography;

using FedGrains.Core.Nodes;
using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Identity;

public sealed class SiteKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_FileIsTheUsersAlone()
    {
        using var key = SiteKey.OpenOrCreate(_folder.At("site.key"));

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("site.key")));
    }

    [Fact]
    public void Create_LeavesOneWholeFile()
    {
        using var key = SiteKey.OpenOrCreate(_folder.At("site.key"));

        using var read = ECDsa.Create();
        read.ImportPkcs8PrivateKey(File.ReadAllBytes(_folder.At("site.key")), out _);
        Assert.Equal(key.PublicKey, read.ExportSubjectPublicKeyInfo());
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldFileAndNoDraft()
    {
        OwnFile.Write(_folder.At("a"), "old"u8);
        Directory.CreateDirectory(_folder.At("b"));

        Assert.ThrowsAny<Exception>(() => OwnFile.Write(_folder.At("b"), "new"u8));

        Assert.Equal("old", File.ReadAllText(_folder.At("a")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Open_IsTheSameKey()
    {
        using var first = SiteKey.OpenOrCreate(_folder.At("site.key"));
        using var second = SiteKey.OpenOrCreate(_folder.At("site.key"));

        Assert.Equal(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public void Open_OfADamagedFile_SaysWhatToDo()
    {
        _folder.Write("site.key", "nonsense");

        Assert.Contains("Restore it from a backup", Assert.Throws<SiteIdentityException>(() => SiteKey.OpenOrCreate(_folder.At("site.key"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_Verifies_AsP1363()
    {
        using var key = SiteKey.OpenOrCreate(_folder.At("site.key"));
        var statement = SiteStatements.Report([1, 2, 3]);
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(key.PublicKey, out _);

        var signature = key.Sign(statement);

        Assert.Equal(64, signature.Length);
        Assert.True(verifier.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
