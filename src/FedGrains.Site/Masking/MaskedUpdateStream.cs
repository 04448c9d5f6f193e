using System.Runtime.InteropServices;

namespace FedGrains.Site.Masking;

/// <summary>A masked update's bytes, masked slice by slice as they are read.</summary>
internal sealed class MaskedUpdateStream(IEnumerable<ReadOnlyMemory<uint>> slices, long length, Action<long> reached) : Stream
{
    private readonly IEnumerator<ReadOnlyMemory<uint>> _slices = slices.GetEnumerator();
    private ReadOnlyMemory<uint> _slice;
    private int _read;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !Advance()) return 0;

        var rest = MemoryMarshal.AsBytes(_slice.Span)[_read..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        (_read, _position) = (_read + count, _position + count);
        reached(_position);

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        return new(Read(buffer.Span));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _slices.Dispose();

        base.Dispose(disposing);
    }

    private bool Advance()
    {
        if (_read < _slice.Length * sizeof(uint)) return true;
        if (!_slices.MoveNext()) return false;

        (_slice, _read) = (_slices.Current, 0);

        return true;
    }
}
