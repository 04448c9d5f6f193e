using System.Security.Cryptography;
using System.Text;

using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.Tests.Sealing;

/// <summary>Keys, a context and small chunks for the tests of sealed updates.</summary>
internal static class SealedUpdates
{
    public const int Chunk = SealedUpdateFormat.MinimumChunkSize;

    public static SealedUpdateFormat Format { get; } = new(Chunk);

    public static SealContext Context { get; } = new()
    {
        Federation = "cardio",
        Run = "run-1",
        Round = 7,
        Node = "leeds",
        BaseModel = new('a', 64),
        Configuration = new('b', 64),
        Roster = new('c', 64),
    };

    public static HpkeKeyPair RoundPair(string name = "round") => HpkeKeyPair.Derive(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> Seal(byte[] content, SealContext? context = null, HpkePublicKey? key = null, int pieces = 997)
    {
        using var keys = RoundPair();
        using var randomness = RandomNumberGenerator.Create();

        return await Write(new UpdateSealer(key ?? keys.PublicKey, context ?? Context, Format, randomness), content, pieces);
    }

    public static async Task<byte[]> Write(UpdateSealer sealer, byte[] content, int pieces = 997)
    {
        var destination = new MemoryStream();
        using var writer = new SealedUpdateWriter(sealer, destination);
        foreach (var piece in content.Chunk(pieces)) await writer.Write(piece);
        await writer.Complete();

        return destination.ToArray();
    }

    public static Task<byte[]> Open(byte[] sealedUpdate, SealContext? context = null, HpkeKeyPair? keys = null, int pieces = 1009) =>
        Open(new MemoryStream(sealedUpdate), context, keys, pieces);

    public static async Task<byte[]> Open(Stream source, SealContext? context = null, HpkeKeyPair? keys = null, int pieces = 1009)
    {
        using var own = RoundPair();
        using var reader = await SealedUpdateReader.Open(source, keys ?? own, context ?? Context);
        var content = new MemoryStream();
        var buffer = new byte[pieces];

        for (int read; (read = await reader.Read(buffer)) > 0;) content.Write(buffer, 0, read);

        return content.ToArray();
    }
}
