namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What is summed in a round. A site compares it with what it trained; others cannot have meant something else, because it is in every mask.</summary>
/// <param name="Model">SHA-256 of the model that the updates start from.</param>
/// <param name="Configuration">SHA-256 of the configuration: training, encoding, clipping, weights.</param>
/// <param name="Length">Lanes of the vector.</param>
public sealed record RoundTask(Sha256Digest Model, Sha256Digest Configuration, long Length)
{
    internal static RoundTask Read(ref WireReader reader)
    {
        var (model, configuration, length) = (reader.ReadDigest("model"), reader.ReadDigest("configuration"), reader.ReadUInt64("length"));

        return length is >= 1 and <= Limits.MaximumLength ? new(model, configuration, (long)length) : throw WireReader.Fault("length", $"it is {length}, and vectors have 1 to {Limits.MaximumLength} lanes");
    }

    internal void Write(WireWriter writer)
    {
        writer.WriteDigest(Model);
        writer.WriteDigest(Configuration);
        writer.WriteUInt64((ulong)Length);
    }

    /// <summary>Model and configuration in one: what may be opened once.</summary>
    internal Sha256Digest Subject => Sha256Digest.Of([.. Model.ToArray(), .. Configuration.ToArray()]);
}
