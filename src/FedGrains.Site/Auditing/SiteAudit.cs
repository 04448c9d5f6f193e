using System.Collections.Immutable;
using System.Security.Cryptography;

using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Notes;

namespace FedGrains.Site.Auditing;

/// <summary>The site's own audit log, which the coordinator does not reach: what the site was asked, did and sent. An entry is durable, under a signed checkpoint, before what it tells of happens.</summary>
internal sealed class SiteAudit : IAsyncDisposable
{
    private readonly TiledAuditTrail _trail;
    private readonly SiteIdentity _identity;
    private readonly TimeProvider _clock;

    private SiteAudit(TiledAuditTrail trail, SiteIdentity identity, TimeProvider clock) => (_trail, _identity, _clock) = (trail, identity, clock);

    /// <summary>Opens the log, or begins it with a key of its own.</summary>
    public static SiteAudit Open(SiteFolders folders, SiteIdentity identity, TimeProvider clock)
    {
        var seed = Seed(folders.AuditKey);

        try
        {
            var signer = new NoteSigner(OriginOf(seed), NoteKeyType.Ed25519, seed);
            LogKeyFile.Write(folders.Audit, signer.Key);

            return new(new(new FileTiles(folders.Audit), signer, clock), identity, clock);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Writes that something was done, or is about to be.</summary>
    public Task Done(string action, params ReadOnlySpan<(string Name, string Value)> details) => Write(action, "done", null, details);

    /// <summary>Writes that something came to nothing, and why.</summary>
    public Task Failed(string action, string reason, params ReadOnlySpan<(string Name, string Value)> details) => Write(action, "failed", reason, details);

    public ValueTask DisposeAsync() => _trail.DisposeAsync();

    private Task Write(string action, string outcome, string? reason, ReadOnlySpan<(string Name, string Value)> details)
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details) named[name] = value;

        return _trail.Append(new(_clock.GetUtcNow(), _identity.Node.Federation, _identity.Node.Node, action, outcome, reason) { Details = named.ToImmutable() });
    }

    // By its key, so that no two sites' logs are taken for each other, and a log that lost its key does not go on under another.
    private static string OriginOf(ReadOnlySpan<byte> seed)
    {
        using var nameless = new NoteSigner("site", NoteKeyType.Ed25519, seed);

        return $"fedgrains/{Convert.ToHexStringLower(SHA256.HashData([.. nameless.Key.PublicKey])[..16])}/site";
    }

    private static byte[] Seed(string path)
    {
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: NoteSigner.SeedSize } known) return known;
        if (File.Exists(path)) throw new SiteIdentityException($"'{path}' is not the key of the site's audit log any more. Restore it from a backup, with the folder 'audit'.");

        var seed = RandomNumberGenerator.GetBytes(NoteSigner.SeedSize);
        OwnFile.Write(path, seed);

        return seed;
    }
}
