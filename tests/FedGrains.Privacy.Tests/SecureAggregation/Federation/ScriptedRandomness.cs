using System.Security.Cryptography;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>The bytes that a test wrote down, and an error when they run out.</summary>
internal sealed class ScriptedRandomness(byte[] script) : RandomNumberGenerator
{
    private int _read;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        script.AsSpan(_read, data.Length).CopyTo(data);
        _read += data.Length;
    }
}
