using System.Collections.Immutable;
using System.Text.Json;
using FedGrains.Core.Models;

namespace FedGrains.Storage.Safetensors;

/// <summary>Reads a header's JSON and holds it to the format: every tensor F32, offsets that leave no byte out and use none twice.</summary>
internal static class SafetensorsReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static SafetensorsHeader Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{') throw new SafetensorsException("The header does not begin with '{'. Is this a safetensors file?");

        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), Strict);
            return Read(document.RootElement, SafetensorsHeader.LengthBytes + json.Length);
        }
        catch (JsonException e)
        {
            throw new SafetensorsException($"The header is not JSON as safetensors has it: {e.Message}", e);
        }
    }

    private static SafetensorsHeader Read(JsonElement header, int length)
    {
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var tensors = new List<(TensorSpec Spec, long Begin, long End)>();

        foreach (var property in header.EnumerateObject())
        {
            if (property.Name == SafetensorsHeader.MetadataKey) ReadMetadata(property.Value, metadata);
            else tensors.Add(ReadTensor(property.Name, property.Value));
        }

        // JSON objects have no order; the file's bytes have.
        tensors.Sort((a, b) => a.Begin.CompareTo(b.Begin));
        RequireEndToEnd(tensors);

        return new(new([.. tensors.Select(t => t.Spec)]), metadata.ToImmutable(), length);
    }

    private static void ReadMetadata(JsonElement value, ImmutableSortedDictionary<string, string>.Builder metadata)
    {
        if (value.ValueKind is not JsonValueKind.Object) throw new SafetensorsException("The metadata must be an object of strings.");

        foreach (var entry in value.EnumerateObject())
        {
            metadata.Add(entry.Name, entry.Value.ValueKind is JsonValueKind.String
                ? entry.Value.GetString()!
                : throw new SafetensorsException($"Metadata '{entry.Name}' must be a string."));
        }
    }

    private static (TensorSpec Spec, long Begin, long End) ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object) throw new SafetensorsException($"Tensor '{name}' must be an object with dtype, shape and data_offsets.");

        foreach (var property in value.EnumerateObject())
        {
            if (property.Name is not ("dtype" or "shape" or "data_offsets")) throw new SafetensorsException($"Tensor '{name}' has '{property.Name}', which safetensors does not know.");
        }

        RequireFloat32(name, Member(name, value, "dtype"));
        var spec = new TensorSpec(name, [.. Numbers(name, Member(name, value, "shape"), "shape").Select(d => Dimension(name, d))]);

        if (Numbers(name, Member(name, value, "data_offsets"), "data_offsets") is not [var begin, var end]) throw new SafetensorsException($"Tensor '{name}' must have two data_offsets.");
        if (end - begin != ByteLength(spec)) throw new SafetensorsException($"Tensor '{name}' of shape {spec.ShapeText} takes {ByteLength(spec)} bytes; its data_offsets leave {end - begin}.");

        return (spec, begin, end);
    }

    private static void RequireFloat32(string name, JsonElement dtype)
    {
        var text = dtype.ValueKind is JsonValueKind.String ? dtype.GetString() : dtype.GetRawText();
        if (text != "F32") throw new SafetensorsException($"Tensor '{name}' has dtype {text}; models here are F32.");
    }

    private static void RequireEndToEnd(List<(TensorSpec Spec, long Begin, long End)> tensors)
    {
        var end = 0L;

        foreach (var tensor in tensors)
        {
            if (tensor.Begin > end) throw new SafetensorsException($"Bytes {end} to {tensor.Begin} belong to no tensor.");
            if (tensor.Begin < end) throw new SafetensorsException($"Tensor '{tensor.Spec.Name}' overlaps the one before it.");
            end = tensor.End;
        }
    }

    private static JsonElement Member(string tensor, JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) ? member : throw new SafetensorsException($"Tensor '{tensor}' has no {name}.");

    private static long[] Numbers(string tensor, JsonElement value, string name)
    {
        if (value.ValueKind is not JsonValueKind.Array) throw new SafetensorsException($"The {name} of tensor '{tensor}' must be a list of numbers.");

        return [.. value.EnumerateArray().Select(e => e.ValueKind is JsonValueKind.Number && e.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new SafetensorsException($"The {name} of tensor '{tensor}' must be whole numbers, none negative."))];
    }

    private static int Dimension(string tensor, long dimension) =>
        dimension is >= 1 and <= int.MaxValue ? (int)dimension : throw new SafetensorsException($"Tensor '{tensor}' has a dimension of {dimension}; models here have 1 to {int.MaxValue}.");

    private static long ByteLength(TensorSpec spec)
    {
        try
        {
            return checked(spec.Length * sizeof(float));
        }
        catch (OverflowException e)
        {
            throw new SafetensorsException($"Tensor '{spec.Name}' of shape {spec.ShapeText} is larger than any file.", e);
        }
    }
}
