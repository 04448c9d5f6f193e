namespace FedGrains.Azure.Artifacts;

/// <summary>A sealed blob as a seekable stream of its content, fetched some megabytes at a time.</summary>
/// <param name="reader">Reads its ranges; asked for at the first read.</param>
/// <param name="length">Bytes of the content.</param>
internal sealed class SealedBlobStream(Func<CancellationToken, ValueTask<SealedBlobReader>> reader, long length) : Stream
{
    private const int Ahead = 4 << 20;

    private byte[] _buffer = [];
    private long _bufferAt;
    private int _bufferLength;
    private SealedBlobReader? _reader;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Position >= length) return 0;

        if (!Holds(Position))
        {
            _reader ??= await reader(cancellationToken);
            var count = Prepare();
            await _reader.Read(Position, _buffer.AsMemory(0, count), cancellationToken);
            (_bufferAt, _bufferLength) = (Position, count);
        }

        return Take(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Position >= length) return 0;

        if (!Holds(Position))
        {
            _reader ??= Task.Run(async () => await reader(CancellationToken.None)).GetAwaiter().GetResult();
            var count = Prepare();
            _reader.Read(Position, _buffer.AsSpan(0, count));
            (_bufferAt, _bufferLength) = (Position, count);
        }

        return Take(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));

        return Position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("An artifact never changes.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An artifact never changes.");

    private bool Holds(long position) => position >= _bufferAt && position < _bufferAt + _bufferLength;

    private int Prepare()
    {
        var count = (int)Math.Min(Ahead, length - Position);
        if (_buffer.Length < count) _buffer = new byte[count];
        _bufferLength = 0;

        return count;
    }

    private int Take(Span<byte> buffer)
    {
        var held = _buffer.AsSpan(0, _bufferLength)[(int)(Position - _bufferAt)..];
        var count = Math.Min(held.Length, buffer.Length);
        held[..count].CopyTo(buffer);
        Position += count;

        return count;
    }
}
