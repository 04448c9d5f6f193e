using Orleans.Storage;

namespace FedGrains.Azure.Sealing;

/// <summary>
/// Seals grain state before it leaves the process. It wraps another serializer, so that it serves any storage provider, Orleans' own as
/// well. State that was written before it was there is read as it is.
/// </summary>
internal sealed class SealedStateSerializer(IGrainStorageSerializer inner, DataKeys keys) : IGrainStorageSerializer
{
    /// <summary>The key under which it is registered: <c>SerializerKey</c> of a storage provider.</summary>
    public const string Key = "fedgrains-sealed";

    public BinaryData Serialize<T>(T? input) => new(SealedBytes.Seal(keys.SealNow(), inner.Serialize(input).ToMemory().Span));

    public T? Deserialize<T>(BinaryData input)
    {
        var bytes = input.ToMemory();
        if (SealedHeader.Read(bytes.Span) is not { } header) return inner.Deserialize<T>(input);

        return inner.Deserialize<T>(new BinaryData(SealedBytes.Open(keys.OpenNow(header), bytes.Span, $"A state ({typeof(T).Name})")));
    }
}
