using System.Security.Cryptography;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

/// <summary>A generator that a test writes the script of: samples and noise ask for pieces of different lengths.</summary>
internal sealed class ScriptedGenerator(Action<Span<byte>> script) : RandomNumberGenerator
{
    /// <summary>Noise is drawn for 1024 numbers at once.</summary>
    private const int NoiseBytes = 1024 * sizeof(ulong);

    /// <summary>Draws every record and adds a noise of 0: all bits set make a radius of 0.</summary>
    public static ScriptedGenerator EveryRecordNoNoise => new(bytes => bytes.Fill(bytes.Length == NoiseBytes ? (byte)0xFF : (byte)0));

    /// <summary>Draws no record and adds a noise of 0.</summary>
    public static ScriptedGenerator NoRecordNoNoise => new(bytes => bytes.Fill(0xFF));

    /// <summary>Draws no record; noise comes from <paramref name="noise"/>.</summary>
    public static ScriptedGenerator NoRecord(RandomNumberGenerator noise) => new(bytes =>
    {
        if (bytes.Length == NoiseBytes) noise.GetBytes(bytes);
        else bytes.Fill(0xFF);
    });

    public override void GetBytes(byte[] data) => script(data);

    public override void GetBytes(Span<byte> data) => script(data);
}
