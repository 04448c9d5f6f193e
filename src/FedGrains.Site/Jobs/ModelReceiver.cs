using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Site.Jobs;

/// <summary>A model's file on its way in: hashed as it comes, its parameters put where training reads them, nothing of it on disk.</summary>
/// <param name="digest">What the whole file must hash to.</param>
/// <param name="length">The whole file's bytes.</param>
/// <param name="layout">The layout that the file must have.</param>
/// <param name="room">A vector that is not needed any more and may have the right length.</param>
internal sealed class ModelReceiver(Digest digest, long length, ModelLayout layout, float[]? room) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private byte[] _header = new byte[SafetensorsHeader.LengthBytes];
    private int _headerBytes;
    private float[]? _parameters;

    /// <summary>How many bytes have come: where the sender goes on.</summary>
    public long Received { get; private set; }

    /// <summary>Whether all of the file has come.</summary>
    public bool IsWhole => Received == length;

    /// <summary>Whether this is that file's, read as that model.</summary>
    public bool Is(Digest wanted, ModelLayout asked) => wanted == digest && asked.Faults(layout).IsEmpty;

    /// <summary>Takes the next bytes. Throws a <see cref="SiteTrainingException"/> as soon as they cannot be the model.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > length - Received) throw new SiteTrainingException("model: the gateway sent more bytes than the assignment says the file has.");

        _hash.AppendData(bytes);

        for (int taken; !bytes.IsEmpty; bytes = bytes[taken..], Received += taken) taken = _parameters is null ? TakeHeader(bytes) : TakeParameters(bytes);
    }

    /// <summary>The parameter vector of the whole file; a <see cref="DigestMismatchException"/> when it is another file than the one announced.</summary>
    public float[] Parameters()
    {
        var actual = Digest.FromHash(_hash.GetCurrentHash());

        return actual == digest ? _parameters! : throw new DigestMismatchException(digest, actual);
    }

    public void Dispose() => _hash.Dispose();

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(_header.Length - _headerBytes, bytes.Length);
        bytes[..taken].CopyTo(_header.AsSpan(_headerBytes));
        _headerBytes += taken;

        if (_headerBytes == _header.Length) ReadHeader();

        return taken;
    }

    private int TakeParameters(ReadOnlySpan<byte> bytes)
    {
        // Not as one span of bytes: a large model has more bytes than a span can count.
        var at = Received - _header.Length;
        var (first, torn) = ((int)(at / sizeof(float)), (int)(at % sizeof(float)));
        var slice = _parameters.AsSpan(first, Math.Min(_parameters!.Length - first, (bytes.Length + torn + sizeof(float) - 1) / sizeof(float)));
        bytes.CopyTo(MemoryMarshal.AsBytes(slice)[torn..]);

        return bytes.Length;
    }

    private void ReadHeader()
    {
        try
        {
            if (_header.Length == SafetensorsHeader.LengthBytes) Array.Resize(ref _header, SafetensorsHeader.LengthOf(_header, length));
            else Accept(SafetensorsHeader.Parse(_header));
        }
        catch (SafetensorsException fault)
        {
            throw new SiteTrainingException($"model: {fault.Message}");
        }
    }

    private void Accept(SafetensorsHeader header)
    {
        header.RequireFileLength(length);

        if (layout.Faults(header.Layout) is { IsEmpty: false } faults) throw new SiteTrainingException($"model: {string.Join(" ", faults)}");

        var count = checked((int)layout.ParameterCount);
        _parameters = room?.Length == count ? room : GC.AllocateUninitializedArray<float>(count);
    }
}
