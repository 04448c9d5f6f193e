using System.Buffers.Binary;
using System.Text;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Fields one after another, each behind its length as a 32-bit big-endian number, so that no two lists of fields are written alike.
/// The first field is a label that says what the whole is for.
/// </summary>
internal sealed class CanonicalEncoding
{
    // Text that is not valid UTF-16 would be written like other text; this throws instead.
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<byte> _bytes = [];

    public CanonicalEncoding(string label) => Add(label);

    public CanonicalEncoding Add(string text) => Add(s_utf8.GetBytes(text));

    public CanonicalEncoding Add(ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
        _bytes.AddRange(length);
        _bytes.AddRange(field);

        return this;
    }

    public CanonicalEncoding Add(long number)
    {
        Span<byte> field = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(field, number);

        return Add(field);
    }

    public byte[] ToArray() => [.. _bytes];
}
