using System.Collections.Concurrent;
using System.Globalization;

namespace FedGrains.Azure.Vault;

/// <summary>The versions of keys as the vault lists them, looked at again after a minute, and when one is asked for that is not known.</summary>
internal sealed class VaultRings(KeyVaultRest rest, TimeProvider clock, bool hardware)
{
    private const int RsaBits = 3072;

    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (VaultRing Ring, DateTimeOffset Until)> _rings = new(StringComparer.Ordinal);

    /// <summary>The versions of a key, as they were within the last minute.</summary>
    public async ValueTask<VaultRing> Get(string key, CancellationToken cancellationToken) =>
        _rings.TryGetValue(key, out var held) && clock.GetUtcNow() < held.Until ? held.Ring : await Refresh(key, cancellationToken);

    /// <summary>The versions of a key, among them one that is asked for, if it is there at all.</summary>
    public async ValueTask<VaultRing> With(string key, int number, CancellationToken cancellationToken) =>
        await Get(key, cancellationToken) is var ring && ring.Has(number) ? ring : await Refresh(key, cancellationToken);

    /// <summary>Makes the next version, or what is missing of one that was begun, and returns its number.</summary>
    public async Task<int> Add(string key, CancellationToken cancellationToken)
    {
        var ring = await Refresh(key, cancellationToken);
        var next = ring.Latest + 1;
        var tags = new Dictionary<string, string> { [VaultVersion.Tag] = next.ToString(CultureInfo.InvariantCulture) };

        if (ring.Wraps(next) is null) ring = VaultRing.Of([.. ring.Wrapping, await Make(WrappingName(key), new(Type("RSA"), RsaBits, null, ["wrapKey", "unwrapKey"], tags), cancellationToken)], ring.Signing);
        if (ring.Signs(next) is null) ring = VaultRing.Of(ring.Wrapping, [.. ring.Signing, await Make(SigningName(key), new(Type("EC"), null, "P-256", ["sign", "verify"], tags), cancellationToken)]);

        // Another process may have made the same version a moment before; unless the list lags behind, all use the same one from here on.
        return await Refresh(key, cancellationToken) is var listed && listed.Has(next) ? listed.Latest : Hold(key, ring).Latest;
    }

    private async Task<VaultRing> Refresh(string key, CancellationToken cancellationToken) =>
        Hold(key, VaultRing.Of(await Versions(WrappingName(key), cancellationToken), await Versions(SigningName(key), cancellationToken)));

    private async Task<IEnumerable<VaultVersion>> Versions(string name, CancellationToken cancellationToken) =>
        (await rest.Versions(name, cancellationToken)).Select(i => VaultVersion.Of(name, i.Kid, i.Attributes, i.Tags)).OfType<VaultVersion>();

    private async Task<VaultVersion> Make(string name, NewKey key, CancellationToken cancellationToken)
    {
        var made = await rest.Create(name, key, cancellationToken);

        return VaultVersion.Of(name, made.Key.Kid, made.Attributes, made.Tags) ?? throw KeyVaultFailure.NotAVault(rest.Address);
    }

    // A key that is not there is not remembered: it may be made in the next moment.
    private VaultRing Hold(string key, VaultRing ring)
    {
        if (ring.Latest > 0) _rings[key] = (ring, clock.GetUtcNow() + s_life);

        return ring;
    }

    private string Type(string type) => hardware ? type + "-HSM" : type;

    private static string WrappingName(string key) => key + "-wrap";

    private static string SigningName(string key) => key + "-sign";
}
