using System.Buffers.Binary;

namespace FedGrains.Transparency.Notes;

/// <summary>A line under a note: <c>— {name} {base64 of id and signature}</c>.</summary>
/// <param name="Name">Whose key it says it is.</param>
/// <param name="Id">Which of that name's keys.</param>
/// <param name="Bytes">What the key made: a signature, or the time and a signature.</param>
public sealed record NoteSignature(string Name, uint Id, ReadOnlyMemory<byte> Bytes)
{
    private const string Dash = "— ";

    /// <summary>The time in a cosignature; null where it has none.</summary>
    public DateTimeOffset? Time => Bytes.Length > sizeof(long) && BinaryPrimitives.ReadInt64BigEndian(Bytes.Span) is >= 0 and <= 253402300799 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The line, without its end.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Id);
        Bytes.Span.CopyTo(bytes.AsSpan(sizeof(uint)));

        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
    }

    /// <summary>Reads a line; null when it is none.</summary>
    internal static NoteSignature? Parse(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [var name, var base64] || !NoteKey.IsName(name)) return null;

        var bytes = new byte[base64.Length];

        return Convert.TryFromBase64String(base64, bytes, out var length) && length > sizeof(uint)
            ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint), length - sizeof(uint)))
            : null;
    }

    internal bool IsBy(NoteKey key) => key.Name == Name && key.Id == Id;

    internal bool Verifies(string text, NoteKey key) => key.Type is NoteKeyType.Cosignature
        ? Time is { } time && key.Verifies(NoteSigner.CosignedMessage(text, time.ToUnixTimeSeconds()), Bytes.Span[sizeof(long)..])
        : key.Verifies(System.Text.Encoding.UTF8.GetBytes(text), Bytes.Span);
}
