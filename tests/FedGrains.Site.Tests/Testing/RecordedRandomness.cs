using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedGrains.Site.Tests.Testing;

/// <summary>The system's randomness, and all that it gave.</summary>
internal sealed class RecordedRandomness : RandomNumberGenerator
{
    private readonly RandomNumberGenerator _system = Create();
    private readonly ConcurrentQueue<byte[]> _given = new();

    /// <summary>What was given in pieces of this many bytes or more.</summary>
    public IEnumerable<byte[]> Given(int least) => _given.Where(bytes => bytes.Length >= least);

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        _system.GetBytes(data);
        _given.Enqueue(data.ToArray());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _system.Dispose();
        base.Dispose(disposing);
    }
}
