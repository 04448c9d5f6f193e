using System.Runtime.InteropServices;

using FedGrains.Core.Models;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Jobs;

/// <summary>An update's bytes, encoded as they are read: the fixed-point vector is never in memory as a whole. Throws a <see cref="SiteTrainingException"/> at a value that cannot be encoded.</summary>
internal sealed class EncodedUpdate(FixedPointFormat format, ModelLayout layout, ReadOnlyMemory<float> trained, ReadOnlyMemory<float> global) : Stream
{
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (long)trained.Length * sizeof(int);

    public override long Position { get => (long)_next * sizeof(int); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length / sizeof(int), trained.Length - _next);
        if (count == 0 && _next < trained.Length) throw new ArgumentException("A value does not fit into the buffer.", nameof(buffer));

        var values = MemoryMarshal.Cast<byte, int>(buffer)[..count];
        if (FixedPointEncoder.Encode(format, trained.Span.Slice(_next, count), global.Span.Slice(_next, count), values) is { } fault) throw Refuse(fault);
        if (!BitConverter.IsLittleEndian) System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(values, values);

        _next += count;

        return count * sizeof(int);
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

    /// <summary>The sentence for a parameter that is no number.</summary>
    public static string Diverged(string tensor, long index) => $"update: value {index} of tensor '{tensor}' is not a finite number: the training diverged. Use a lower learning rate, or scale the features.";

    private SiteTrainingException Refuse(EncodeFault fault)
    {
        var (tensor, index) = layout.Locate(_next + fault.Index);

        return new(fault.Kind switch
        {
            EncodeFaultKind.NotFinite => Diverged(tensor, index),
            EncodeFaultKind.OutOfRange => FormattableString.Invariant(
                $"update: value {index} of tensor '{tensor}' changed by more than {format.MaximumMagnitude:G4}, which is all that {format.FractionBits} fraction bits leave room for. Use fewer fraction bits or a lower learning rate."),
        });
    }
}
