using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Updates;

/// <summary>An update that may leave a site: to whoever lacks one of its masks, it is uniformly random. It comes from a <see cref="NoisedUpdate"/>, or from outside through <see cref="Read"/>.</summary>
public sealed class MaskedUpdate
{
    private readonly ReadOnlyMemory<uint> _words;

    internal MaskedUpdate(UpdateRing ring, ReadOnlyMemory<uint> words)
    {
        Ring = ring;
        _words = words;
    }

    /// <summary>The ring.</summary>
    public UpdateRing Ring { get; }

    /// <summary>How many lanes there are: the weight's, and one for each parameter.</summary>
    public int Lanes => _words.Length / Ring.Words();

    /// <summary>The lanes as words of 32 bits, one or two each, the lower first.</summary>
    public ReadOnlySpan<uint> Words => _words.Span;

    /// <summary>The lanes as they travel, little-endian.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Words);

    /// <summary>The update that these words are, without copying them. A <see cref="FormatException"/> when they are not <paramref name="lanes"/> lanes; any lane is an element of the ring.</summary>
    public static MaskedUpdate Read(UpdateRing ring, int lanes, ReadOnlyMemory<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);

        return words.Length == (long)lanes * ring.Words()
            ? new(ring, words)
            : throw new FormatException($"The masked update has {words.Length} words, and {lanes} lanes of {ring.Bits()} bits have {(long)lanes * ring.Words()}.");
    }
}
