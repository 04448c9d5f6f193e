using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>Signs what the coordinator says in secure aggregation with the federation's key, which never leaves the vault.</summary>
internal sealed class CoordinatorSigner(IKeyVault vault) : IDisposable
{
    private readonly SemaphoreSlim _making = new(1);

    /// <summary>The federation's public key; it is made when there is none.</summary>
    public async Task<P256Point> Key(FederationId federation)
    {
        return P256Point.FromSpki((await vault.PublicKey(await EnsureKey(federation))).Span);
    }

    /// <summary>The federation's latest key; it is made when there is none, once, whoever asks at the same time.</summary>
    public async Task<KeyId> EnsureKey(FederationId federation)
    {
        if (await vault.Latest(federation.Value) is { } known) return known;

        await _making.WaitAsync();

        try
        {
            return await vault.Latest(federation.Value) ?? await vault.Rotate(federation.Value);
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();

    /// <summary>Signs a message under a roster. Throws a <see cref="KeyVaultException"/> when the roster holds another key than the vault's latest: sites would believe nothing.</summary>
    public async Task<SignedMessage<T>> Sign<T>(Roster roster, T body)
        where T : IWireMessage<T>
    {
        var signature = await vault.Sign(roster.Federation.Value, Statement.Of(body));
        var signed = new SignedMessage<T>(body, signature.Bytes);

        return signed.IsBy(roster.Coordinator)
            ? signed
            : throw new KeyVaultException($"The key of '{roster.Federation}' is not the one in roster {roster.Epoch}: it was rotated. Propose a roster with the new one: fedgrains roster propose --federation {roster.Federation}");
    }
}
