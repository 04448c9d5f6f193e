using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// An update as ring elements, with whatever noise the run adds. It comes from a <see cref="ClippedUpdate"/> only, never leaves a site,
/// and all it can do is become a <see cref="MaskedUpdate"/>. Disposing it zeroes it.
/// </summary>
public sealed class NoisedUpdate : IDisposable
{
    // Masks are added to so many words before the next: they stay in cache, and no mask is expanded in calls too small.
    private const int Slice = 64 * 1024;

    private uint[]? _words;

    internal NoisedUpdate(UpdateRing ring, uint[] words)
    {
        Ring = ring;
        _words = words;
    }

    /// <summary>The ring.</summary>
    public UpdateRing Ring { get; }

    /// <summary>How many lanes there are: the weight's, and one for each parameter.</summary>
    public int Lanes => Words.Length / Ring.Words();

    internal ReadOnlySpan<uint> Words => _words ?? throw new ObjectDisposedException(nameof(NoisedUpdate), "The update has been masked or disposed.");

    /// <summary>Adds the masks, in place: this update is spent, so that it cannot be masked twice. No masks at all throw an <see cref="ArgumentException"/>.</summary>
    /// <param name="masks">The site's masks of the round, which stay the caller's.</param>
    public MaskedUpdate Mask(IReadOnlyCollection<SignedMask> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.Count == 0) throw new ArgumentException("An update without a mask would leave as it is.", nameof(masks));
        var words = Spend();

        for (var from = 0; from < words.Length; from += Slice)
            foreach (var mask in masks) mask.ApplyTo(Ring, from, words.AsSpan(from, Math.Min(Slice, words.Length - from)));

        return new(Ring, words);
    }

    /// <summary>Gives the words to whoever masks them, in place; this update has none any more.</summary>
    internal uint[] Spend()
    {
        _ = Words;
        var words = _words!;
        _words = null;

        return words;
    }

    /// <summary>Zeroes the update, unless it has been masked.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
        _words = null;
    }
}
