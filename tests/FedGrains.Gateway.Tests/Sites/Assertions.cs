using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>JWTs made by hand, so that any part of one can be wrong.</summary>
internal static class Assertions
{
    public static JsonObject Header(string algorithm = "ES256") => new() { ["alg"] = algorithm, ["typ"] = "JWT" };

    public static string Signed(JsonObject header, JsonObject claims, ECDsa key) => Signed(header, claims, input => key.SignData(input, HashAlgorithmName.SHA256));

    public static string Signed(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";

        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
