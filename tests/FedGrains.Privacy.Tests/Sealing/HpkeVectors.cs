using System.Text.Json;

namespace FedGrains.Privacy.Tests.Sealing;

/// <summary>The vectors published with RFC 9180 for this suite, and points that must be refused.</summary>
internal static class HpkeVectors
{
    private static readonly JsonElement s_root = Load();

    public static JsonElement Base { get; } = s_root.GetProperty("base_aes256gcm");

    public static JsonElement.ArrayEnumerator Kem => s_root.GetProperty("kem").EnumerateArray();

    public static JsonElement.ArrayEnumerator InvalidPoints => s_root.GetProperty("invalid_points").EnumerateArray();

    public static byte[] ZeroCoordinate { get; } = s_root.GetProperty("zero_coordinate").Hex("point");

    public static byte[] Hex(this JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);

    private static JsonElement Load()
    {
        using var resource = typeof(HpkeVectors).Assembly.GetManifestResourceStream("hpke-rfc9180.json")!;
        using var document = JsonDocument.Parse(resource);

        return document.RootElement.Clone();
    }
}
