using System.Collections.Immutable;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A mask that is left in a sum.</summary>
/// <param name="Seed">Its seed, 32 bytes. It was released and is no secret any more.</param>
/// <param name="WasAdded">Whether it was added, and not subtracted.</param>
public sealed record UnmaskTerm(ReadOnlyMemory<byte> Seed, bool WasAdded);

/// <summary>What has to come off the sum of the survivors' masked vectors to leave the sum of their inputs. It is small, and goes to whoever sums a slice.</summary>
/// <param name="Ring">The ring of the lanes.</param>
/// <param name="Lanes">Lanes of the vector.</param>
/// <param name="Terms">The masks.</param>
public sealed record UnmaskPlan(UpdateRing Ring, long Lanes, ImmutableArray<UnmaskTerm> Terms) : IWireMessage<UnmaskPlan>
{
    private const int TermSize = MaskStream.SeedSize + 1;

    // Every survivor's own mask, or every pair of a survivor and a site that dropped out.
    private const int MaximumTerms = Limits.MaximumSites * Limits.MaximumSites;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.UnmaskPlan;

    /// <inheritdoc/>
    public static UnmaskPlan Read(ref WireReader reader)
    {
        var (ring, lanes, terms) = (RoundTask.ReadRing(ref reader), RoundTask.ReadLanes(ref reader), ImmutableArray.CreateBuilder<UnmaskTerm>());
        var rest = new WireReader(reader.ReadBytes("terms", MaximumTerms * TermSize));
        while (!rest.AtEnd) terms.Add(new(rest.ReadFixed("seed", MaskStream.SeedSize).ToArray(), rest.ReadBoolean("was added")));

        return new(ring, lanes, terms.ToImmutable());
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt8((byte)Ring.Bits());
        writer.WriteUInt64((ulong)Lanes);
        writer.WriteUInt32(Terms.Length * TermSize);

        foreach (var term in Terms)
        {
            writer.WriteFixed(term.Seed.Span);
            writer.WriteUInt8(term.WasAdded ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Takes the masks off a sum, or off the slice of it that it is. Slices on several threads are unmasked at once.</summary>
    /// <param name="sum">The sum of all survivors' masked vectors, and of nobody else's.</param>
    public void RemoveFrom(MaskedSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum.Ring != Ring) throw new ArgumentException($"The sum is in the ring of {sum.Ring.Bits()} bits, and the masks in that of {Ring.Bits()}.", nameof(sum));

        foreach (var term in Terms)
        {
            using var stream = new MaskStream(term.Seed.Span);
            sum.Remove(new(stream, term.WasAdded));
        }
    }
}
