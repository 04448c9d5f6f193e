using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using FedGrains.Core.Models;

namespace FedGrains.Storage.Safetensors;

/// <summary>
/// The header of a safetensors file of float32 tensors (https://huggingface.co/docs/safetensors): eight bytes of little-endian length, JSON, then the tensors end to end.
/// Because the tensors stand in the order of the layout without gaps, the bytes after the header are the parameter vector itself.
/// </summary>
public sealed record SafetensorsHeader(ModelLayout Layout, ImmutableSortedDictionary<string, string> Metadata, int Length)
{
    /// <summary>The bytes at the start of a file that say how long the header's JSON is.</summary>
    public const int LengthBytes = sizeof(ulong);

    internal const string MetadataKey = "__metadata__";

    // The reference implementation's limit.
    internal const int MaxJson = 100_000_000;

    private const int Alignment = 8;

    private static readonly ImmutableDictionary<string, string> s_model = ImmutableDictionary<string, string>.Empty.Add("format", "pt");

    /// <summary>The length of the whole file.</summary>
    public long FileLength => Length + (Layout.ParameterCount * sizeof(float));

    /// <summary>The header of a model version. It holds nothing of time or place, so that equal parameters are equal files.</summary>
    public static byte[] ForModel(ModelLayout layout) => For(layout, s_model);

    /// <summary>The bytes before the parameter vector, always the same for the same input: a model's digest must not depend on who wrote it.</summary>
    public static byte[] For(ModelLayout layout, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new MemoryStream();
        header.Write(stackalloc byte[LengthBytes]);

        using (var json = new Utf8JsonWriter(header)) WriteJson(json, layout, metadata);

        // Spaces up to the next multiple of eight, so that the tensors can be mapped into memory as they are.
        while (header.Length % Alignment != 0) header.WriteByte((byte)' ');

        var bytes = header.ToArray();
        if (bytes.Length - LengthBytes > MaxJson) throw new ArgumentException($"The header would take {bytes.Length} bytes; safetensors readers take {MaxJson} at most.", nameof(layout));

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(bytes.Length - LengthBytes));
        return bytes;
    }

    /// <summary>How long the header of a file is whose first <see cref="LengthBytes"/> bytes these are.</summary>
    /// <param name="prefix">The first bytes.</param>
    /// <param name="fileLength">The length of the whole file, past which no header goes.</param>
    /// <exception cref="SafetensorsException">The header would be longer than the file, or than any reader takes.</exception>
    public static int LengthOf(ReadOnlySpan<byte> prefix, long fileLength)
    {
        var length = JsonLength(prefix[..LengthBytes]) + LengthBytes;
        return length <= fileLength ? length : throw new SafetensorsException("The file ends before its header does.");
    }

    /// <summary>Reads the header at the start of <paramref name="file"/>; the tensors need not be there.</summary>
    /// <exception cref="SafetensorsException">The file is not in order; the message says what is wrong.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < LengthBytes) throw new SafetensorsException($"The file has {file.Length} bytes: too few for a header.");

        var length = JsonLength(file[..LengthBytes]);
        if (length > file.Length - LengthBytes) throw new SafetensorsException($"The header should have {length} bytes; the file ends before that.");

        return SafetensorsReader.Read(file.Slice(LengthBytes, length));
    }

    /// <summary>Reads the header from the stream and leaves it at the first parameter.</summary>
    /// <exception cref="SafetensorsException">The file is not in order; the message says what is wrong.</exception>
    public static async Task<SafetensorsHeader> Parse(Stream file, CancellationToken cancellationToken = default)
    {
        try
        {
            var prefix = new byte[LengthBytes];
            await file.ReadExactlyAsync(prefix, cancellationToken);
            var length = JsonLength(prefix);

            // The length is the sender's word: do not set memory aside for more than a stream that knows its length can hold.
            if (file.CanSeek && length > file.Length - file.Position) throw new EndOfStreamException();

            var json = new byte[length];
            await file.ReadExactlyAsync(json, cancellationToken);
            return SafetensorsReader.Read(json);
        }
        catch (EndOfStreamException e)
        {
            throw new SafetensorsException("The file ends before its header does.", e);
        }
    }

    /// <summary>Throws unless a file of <paramref name="length"/> bytes holds exactly the header and the tensors.</summary>
    /// <exception cref="SafetensorsException">The length differs.</exception>
    public void RequireFileLength(long length)
    {
        if (length != FileLength) throw new SafetensorsException($"The file has {length} bytes; its header describes {FileLength}.");
    }

    private static int JsonLength(ReadOnlySpan<byte> prefix)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        return length <= MaxJson ? (int)length : throw new SafetensorsException($"The header claims {length} bytes; {MaxJson} are allowed. Is this a safetensors file?");
    }

    private static void WriteJson(Utf8JsonWriter json, ModelLayout layout, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject();

        if (metadata.Count > 0)
        {
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        var offset = 0L;

        foreach (var tensor in layout.Tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"A safetensors file cannot hold a second tensor called '{tensor.Name}'.", nameof(layout));

            WriteTensor(json, tensor, offset);
            offset += tensor.Length * sizeof(float);
        }

        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorSpec tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, "F32"u8);
        json.WriteStartArray("shape"u8);
        foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + (tensor.Length * sizeof(float)));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
