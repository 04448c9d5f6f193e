using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>The same bytes for the same name.</summary>
internal static class TestRandomness
{
    public static RandomNumberGenerator Of(string name)
    {
        using var seed = SecretBytes.CopyOf(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

        return new SeededRandomness(seed);
    }
}
