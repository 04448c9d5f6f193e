using System.Collections.Immutable;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A mask that is left in a sum.</summary>
/// <param name="Seed">Its seed, 32 bytes. It was released and is no secret any more.</param>
/// <param name="Subtract">Whether it has to be subtracted, because it was added.</param>
public sealed record UnmaskTerm(ReadOnlyMemory<byte> Seed, bool Subtract);

/// <summary>What has to come off the sum of the survivors' masked vectors, modulo 2^32, to leave the sum of their inputs. It is small and can be sent to whoever sums a slice.</summary>
/// <param name="Length">Lanes of the vector.</param>
/// <param name="Terms">The masks.</param>
public sealed record UnmaskPlan(long Length, ImmutableArray<UnmaskTerm> Terms) : IWireMessage<UnmaskPlan>
{
    // Every survivor's own mask, or every pair of a survivor and a site that dropped out.
    private const int MaximumTerms = Limits.MaximumSites * Limits.MaximumSites;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.UnmaskPlan;

    /// <inheritdoc/>
    public static UnmaskPlan Read(ref WireReader reader)
    {
        var length = reader.ReadUInt64("length");
        if (length is 0 or > Limits.MaximumLength) throw WireReader.Fault("length", $"it is {length}, and vectors have 1 to {Limits.MaximumLength} lanes");

        var terms = ImmutableArray.CreateBuilder<UnmaskTerm>();
        var rest = new WireReader(reader.ReadBytes("terms", MaximumTerms * (MaskStream.SeedSize + 1)));
        while (!rest.AtEnd) terms.Add(new(rest.ReadFixed("seed", MaskStream.SeedSize).ToArray(), rest.ReadBoolean("subtract")));

        return new((long)length, terms.ToImmutable());
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt64((ulong)Length);
        writer.WriteUInt32(Terms.Length * (MaskStream.SeedSize + 1));

        foreach (var term in Terms)
        {
            writer.WriteFixed(term.Seed.Span);
            writer.WriteUInt8(term.Subtract ? (byte)1 : (byte)0);
        }
    }

    /// <summary>The masks, to be applied to the sum slice by slice. The caller disposes them.</summary>
    public VectorMasks Open() => new(Length, [.. Terms.Select(t => (new MaskStream(t.Seed.Span), !t.Subtract))]);
}
