using System.Buffers.Binary;
using System.Text.Json;

using FedGrains.Core.Models;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Jobs;

/// <summary>The header of a safetensors file: eight bytes of length, then JSON (https://github.com/huggingface/safetensors). A base model's tensors lie in the layout's order, without gaps.</summary>
internal static class ModelFileHeader
{
    private const int LengthBytes = 8;
    private const long Largest = 64 << 20;

    /// <summary>Leaves the stream at the first parameter, or throws when the file holds another model than the layout's.</summary>
    public static async Task Skip(Stream file, ModelLayout layout, CancellationToken cancellation)
    {
        var lengthBytes = new byte[LengthBytes];
        await file.ReadExactlyAsync(lengthBytes, cancellation);
        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);

        if (length < 2 || length > Math.Min(Largest, file.Length - LengthBytes)) throw new SiteTrainingException("model: the file is not in the safetensors format.");

        var json = new byte[length];
        await file.ReadExactlyAsync(json, cancellation);
        Require(json, layout, file.Length - LengthBytes - length);
    }

    private static void Require(byte[] json, ModelLayout layout, long dataLength)
    {
        try
        {
            using var header = JsonDocument.Parse(json);
            var tensors = header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__").Select(Tensor).OrderBy(t => t.Start).ToArray();
            var faults = layout.Faults(new([.. tensors.Select(t => t.Spec)]));

            if (!faults.IsEmpty) throw new SiteTrainingException($"model: {string.Join(" ", faults)}");
            if (!AreAdjacent(tensors, dataLength)) throw new SiteTrainingException("model: the file's tensors are not laid end to end as float32.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SiteTrainingException("model: the file's safetensors header cannot be read.");
        }
    }

    private static (TensorSpec Spec, string Type, long Start, long End) Tensor(JsonProperty property) => (
        new(property.Name, [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())]),
        property.Value.GetProperty("dtype").GetString() ?? "",
        property.Value.GetProperty("data_offsets")[0].GetInt64(),
        property.Value.GetProperty("data_offsets")[1].GetInt64());

    private static bool AreAdjacent((TensorSpec Spec, string Type, long Start, long End)[] tensors, long dataLength)
    {
        var offset = 0L;

        foreach (var (spec, type, start, end) in tensors)
        {
            if (type != "F32" || start != offset || end - start != spec.Length * sizeof(float)) return false;

            offset = end;
        }

        return offset == dataLength;
    }
}
