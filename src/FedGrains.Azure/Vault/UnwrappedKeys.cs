using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Azure.Vault;

/// <summary>Keys that the vault unwrapped lately. They are zeroed after a short life, so that access which was taken away ends.</summary>
internal sealed class UnwrappedKeys : IDisposable
{
    private readonly Dictionary<string, (SecretBytes Key, DateTimeOffset Until)> _held = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly TimeSpan _life;
    private readonly ITimer _forgetting;

    public UnwrappedKeys(TimeProvider clock, TimeSpan life)
    {
        (_clock, _life) = (clock, life);
        _forgetting = clock.CreateTimer(_ => Forget(), null, life, life);
    }

    /// <summary>A copy of a key that was unwrapped lately, which the caller disposes; null when it was not.</summary>
    public SecretBytes? Find(VaultVersion version, byte[] wrapped)
    {
        lock (_held)
        {
            return _held.TryGetValue(IdOf(version, wrapped), out var held) && _clock.GetUtcNow() < held.Until ? SecretBytes.CopyOf(held.Key.Span) : null;
        }
    }

    /// <summary>Keeps a copy of a key.</summary>
    public void Hold(VaultVersion version, byte[] wrapped, SecretBytes key)
    {
        lock (_held)
        {
            if (_held.Remove(IdOf(version, wrapped), out var before)) before.Key.Dispose();
            _held.Add(IdOf(version, wrapped), (SecretBytes.CopyOf(key.Span), _clock.GetUtcNow() + _life));
        }
    }

    public void Dispose()
    {
        _forgetting.Dispose();

        lock (_held)
        {
            foreach (var held in _held.Values) held.Key.Dispose();
            _held.Clear();
        }
    }

    private void Forget()
    {
        lock (_held)
        {
            foreach (var (id, held) in _held.Where(h => h.Value.Until <= _clock.GetUtcNow()).ToArray())
            {
                _held.Remove(id);
                held.Key.Dispose();
            }
        }
    }

    private static string IdOf(VaultVersion version, byte[] wrapped) => $"{version.Name}/{version.Id}/{Convert.ToHexString(SHA256.HashData(wrapped))}";
}
