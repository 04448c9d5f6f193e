using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What is summed in a round. A site compares it with what it trained; others cannot have meant something else, because it is in every mask.</summary>
/// <param name="Model">SHA-256 of the model that the updates start from.</param>
/// <param name="Configuration">SHA-256 of the configuration: training, encoding, clipping, weights.</param>
/// <param name="Ring">The ring of the lanes.</param>
/// <param name="Lanes">Lanes of the vector, 1 to 2^36.</param>
public sealed record RoundTask(Sha256Digest Model, Sha256Digest Configuration, UpdateRing Ring, long Lanes)
{
    /// <summary>The vector's length in words of 32 bits, as it travels.</summary>
    public long Words => Lanes * Ring.Words();

    /// <summary>Model and configuration in one: what may be opened once.</summary>
    internal Sha256Digest Subject => Sha256Digest.Of([.. Model.ToArray(), .. Configuration.ToArray()]);

    internal static RoundTask Read(ref WireReader reader) => new(reader.ReadDigest("model"), reader.ReadDigest("configuration"), ReadRing(ref reader), ReadLanes(ref reader));

    internal static UpdateRing ReadRing(ref WireReader reader) => reader.ReadUInt8("ring bits") switch
    {
        32 => UpdateRing.Bits32,
        64 => UpdateRing.Bits64,
        var other => throw WireReader.Fault("ring bits", $"there are {other}, and rings have 32 or 64"),
    };

    internal static long ReadLanes(ref WireReader reader)
    {
        var lanes = reader.ReadUInt64("lanes");

        return lanes is >= 1 and <= Limits.MaximumLanes ? (long)lanes : throw WireReader.Fault("lanes", $"there are {lanes}, and vectors have 1 to {Limits.MaximumLanes}");
    }

    internal void Write(WireWriter writer)
    {
        writer.WriteDigest(Model);
        writer.WriteDigest(Configuration);
        writer.WriteUInt8((byte)Ring.Bits());
        writer.WriteUInt64((ulong)Lanes);
    }
}
