using System.Buffers;
using System.Text.Json;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Grains;

/// <summary>One grain's state under one state name: a header line, then the serialized state. A file that does not hold what its header says is reported, never read as empty.</summary>
internal sealed class GrainStateFile(string path, string stateName, GrainId grainId, SpareFiles spares)
{
    private const int HeaderSize = 1 << 16;

    private readonly string _grain = grainId.ToString();

    public string Path => path;

    /// <summary>The ETag of what is on disk; null when nothing is.</summary>
    public string? ETag()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeaderSize);

        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return HeaderOf(buffer.AsSpan(0, RandomAccess.Read(handle, buffer.AsSpan(0, HeaderSize), 0)), out _).Etag;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Reading(path, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public (string ETag, ReadOnlyMemory<byte> State)? Read()
    {
        if (DurableFile.Read(path) is not { } content) return null;

        var header = HeaderOf(content, out var headerLength);
        var state = content.AsMemory(headerLength);

        if (state.Length != header.Length) throw Damaged($"it holds {state.Length} bytes of state where its header says {header.Length}");
        if (Digest.Of(state.Span) != header.Sha256) throw Damaged("its content does not have the digest that its header says");

        return (header.Etag, state);
    }

    public string Write(ReadOnlyMemory<byte> state)
    {
        var header = new GrainStateHeader(Guid.NewGuid().ToString("N"), stateName, _grain, state.Length, Digest.Of(state.Span));
        spares.Replace(path, header.ToLine(), state);
        return header.Etag;
    }

    public void Delete() => DurableFile.Delete(path);

    public StorageException Damaged(string fault, Exception? e = null) =>
        new($"Grain state file '{path}' of {_grain} is damaged: {fault}. Restore it from a backup; moving it away makes the grain start afresh.", e);

    private GrainStateHeader HeaderOf(ReadOnlySpan<byte> content, out int length)
    {
        length = content.IndexOf((byte)'\n') + 1;
        if (length == 0) throw Damaged("its header has no end");

        var header = Parse(content[..length]);
        return header is not null && header.Grain == _grain && header.State == stateName ? header : throw Damaged($"its header is not that of {_grain}");
    }

    private GrainStateHeader? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return GrainStateHeader.Parse(line);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw Damaged("its header cannot be read", e);
        }
    }
}
