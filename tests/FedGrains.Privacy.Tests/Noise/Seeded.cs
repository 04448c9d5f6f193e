using System.Security.Cryptography;
using System.Text;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Tests.Noise;

/// <summary>Randomness that is the same in every run of a test.</summary>
internal static class Seeded
{
    public static SecretBytes Seed(string name) => SecretBytes.CopyOf(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static SeededRandomness Randomness(string name)
    {
        using var seed = Seed(name);
        return new(seed);
    }
}
