using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;

namespace FedGrains.Azure.Sealing;

/// <summary>
/// The keys that seal what leaves the process, for this process: one that seals new contents for a while, and those that opened something
/// lately. Unwrapped keys are forgotten after a short life, so that access which was taken away ends. They never leave this class: it
/// hands out what was derived from them for one blob.
/// </summary>
internal sealed class DataKeys : IDisposable
{
    /// <summary>Bytes of plaintext in a chunk: small enough to read a range without much else, large enough that its tag is nothing.</summary>
    public const int ChunkSize = 256 << 10;

    private const int KeySize = 32;

    private static readonly RandomNumberGenerator s_randomness = RandomNumberGenerator.Create();

    private readonly SemaphoreSlim _turns = new(1);
    private readonly Dictionary<Guid, Held> _held = [];
    private readonly DataKeyStore _store;
    private readonly DataKeyOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _forgetting;
    private Sealing? _current;

    public DataKeys(DataKeyStore store, DataKeyOptions options, TimeProvider clock)
    {
        (_store, _options, _clock) = (store, options, clock);
        _forgetting = clock.CreateTimer(_ => Forget(), null, options.Life, options.Life);
    }

    /// <summary>What seals a new blob.</summary>
    public async ValueTask<SealedChunks> Seal(CancellationToken cancellationToken = default)
    {
        if (TryDerive() is { } ready) return ready;

        using var turn = await _turns.Enter(cancellationToken);

        for (; ; )
        {
            if (TryDerive() is { } made) return made;

            await Renew(cancellationToken);
        }
    }

    /// <summary>What opens a blob.</summary>
    public async ValueTask<SealedChunks> Open(SealedHeader header, CancellationToken cancellationToken = default)
    {
        if (TryDerive(header) is { } ready) return ready;

        using var turn = await _turns.Enter(cancellationToken);

        for (; ; )
        {
            if (TryDerive(header) is { } made) return made;

            Hold(header.Key, await _store.Unwrap(header.Key, cancellationToken));
        }
    }

    /// <summary>For callers that cannot wait otherwise: the vault is asked once in a key's life.</summary>
    public SealedChunks SealNow() => TryDerive() ?? Task.Run(async () => await Seal()).GetAwaiter().GetResult();

    /// <inheritdoc cref="SealNow"/>
    public SealedChunks OpenNow(SealedHeader header) => TryDerive(header) ?? Task.Run(async () => await Open(header)).GetAwaiter().GetResult();

    /// <summary>Wraps the stored keys anew after the vault's key was rotated, and returns how many.</summary>
    public Task<int> Rewrap(CancellationToken cancellationToken = default) => _store.Rewrap(cancellationToken);

    public void Dispose()
    {
        _forgetting.Dispose();

        lock (_held)
        {
            foreach (var held in _held.Values) held.Key.Dispose();
            _held.Clear();
        }

        _turns.Dispose();
    }

    private SealedChunks? TryDerive() => _current is { } current && _clock.GetUtcNow() < current.Until ? TryDerive(SealedHeader.New(current.Key, ChunkSize)) : null;

    private SealedChunks? TryDerive(SealedHeader header)
    {
        lock (_held)
        {
            return _held.TryGetValue(header.Key, out var held) && _clock.GetUtcNow() < held.Until ? new(header, held.Key) : null;
        }
    }

    // The key of before may only have to be unwrapped again; the newest in the store may be another silo's.
    private async Task Renew(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();

        if (await _store.Newest(now - _options.Period, cancellationToken) is { } found)
        {
            Hold(found.Id, await _store.Unwrap(found, cancellationToken));
            // At least a while, when it is about to be replaced: no two answers of one loop.
            _current = new(found.Id, found.MadeAt + _options.Period > now + _options.Life ? found.MadeAt + _options.Period : now + _options.Life);
            return;
        }

        var key = SecretBytes.Random(KeySize, s_randomness);
        var added = await _store.Add(key, now, cancellationToken);
        Hold(added.Id, key);
        _current = new(added.Id, now + _options.Period);
    }

    private void Hold(Guid id, SecretBytes key)
    {
        lock (_held)
        {
            if (_held.Remove(id, out var before)) before.Key.Dispose();
            _held.Add(id, new(key, _clock.GetUtcNow() + _options.Life));
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

    private sealed record Held(SecretBytes Key, DateTimeOffset Until);

    private sealed record Sealing(Guid Key, DateTimeOffset Until);
}
