extern alias gateway;

using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;

using Grpc.Core;

using SealedBody = gateway::FedGrains.Gateway.Updates.SealedBody;

namespace FedGrains.Gateway.Tests.Updates;

public sealed class SealedBodyTests : IDisposable
{
    private static readonly SealContext s_context = new()
    {
        Federation = "cardio",
        Run = "first",
        Round = 1,
        Node = "amber",
        BaseModel = new('1', 64),
        Configuration = new('2', 64),
        Roster = SealContext.NoRoster,
    };

    private readonly HpkeKeyPair _keys = HpkeKeyPair.Generate(RandomNumberGenerator.Create());

    public void Dispose() => _keys.Dispose();

    // Any byte can be the next one: a power failure may take from a file what had been flushed in the middle of a chunk.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1024, 0)]
    [InlineData(1024, 1)]
    [InlineData(1025, 1024)]
    [InlineData(3004, 0)]
    [InlineData(3004, 1023)]
    [InlineData(3004, 1024)]
    [InlineData(3004, 2100)]
    [InlineData(3004, 3003)]
    public async Task Next_FromAnyByte_GivesTheRest(int length, int offset)
    {
        var update = Update(length);

        Assert.Equal(update[offset..], await Read(Seal(update, offset), length, offset));
    }

    [Fact]
    public async Task Next_OfABodyCutAnywhere_IsTruncated()
    {
        var wire = Seal(Update(2000), 0);

        for (var cut = 0; cut < wire.Length; cut += 37)
            Assert.Equal("truncated", Reason(await Assert.ThrowsAsync<RpcException>(() => Read(wire[..cut], 2000, 0))));
    }

    [Fact]
    public async Task Next_OfABodyWithABitChangedAnywhere_DoesNotOpen()
    {
        var wire = Seal(Update(2000), 0);

        for (var at = 0; at < wire.Length; at += 13)
        {
            var changed = (byte[])wire.Clone();
            changed[at] ^= 0x10;

            // A size of chunks that was changed wants more bytes than there are.
            Assert.Contains(Reason(await Assert.ThrowsAsync<RpcException>(() => Read(changed, 2000, 0))), new[] { "broken-seal", "truncated" });
        }
    }

    [Fact]
    public async Task Next_OfAnUpdateOfAnotherLength_DoesNotOpen()
    {
        var wire = Seal(Update(2000), 0);

        Assert.Equal("broken-seal", Reason(await Assert.ThrowsAsync<RpcException>(() => Read(wire, 1999, 0))));
        Assert.Equal("truncated", Reason(await Assert.ThrowsAsync<RpcException>(() => Read(wire, 2001, 0))));
        Assert.Equal("broken-seal", Reason(await Assert.ThrowsAsync<RpcException>(() => Read(Seal(Update(4000), 0), 2000, 0))));
    }

    // Nobody has the coordinator hold more than a mebibyte of what does not open.
    [Fact]
    public async Task Begin_WithChunksTooLarge_IsRefused()
    {
        using var sealer = new UpdateSealer(_keys.PublicKey, s_context, new(SealedUpdateFormat.MaximumChunkSize), RandomNumberGenerator.Create());

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Read(sealer.Header.ToArray(), 1 << 30, 0));

        Assert.Equal("broken-seal", Reason(refusal));
        Assert.Contains("at most 1048576", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_WithNoise_IsRefused()
    {
        var random = new Random(3);

        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(0, 4000)];
            random.NextBytes(noise);
            await Assert.ThrowsAsync<RpcException>(() => Read(noise, 2000, random.Next(0, 2000)));
        }
    }

    private async Task<byte[]> Read(byte[] wire, long length, long offset)
    {
        using var body = await SealedBody.Begin(new MemoryStream(wire), _keys, s_context, length, offset, default);
        var update = new List<byte>();
        while (await body.Next(default) is { IsEmpty: false } bytes) update.AddRange(bytes.ToArray());

        return [.. update];
    }

    private byte[] Seal(byte[] update, long from)
    {
        var format = new SealedUpdateFormat(1024);
        using var sealer = new UpdateSealer(_keys.PublicKey, s_context, format, RandomNumberGenerator.Create(), from / 1024);
        var wire = new List<byte>(sealer.Header.ToArray());

        for (var at = (int)(from / 1024) * 1024; at < update.Length; at += 1024)
        {
            var plain = update.AsSpan(at, Math.Min(1024, update.Length - at));
            var chunk = new byte[plain.Length + HpkeSender.Overhead];
            sealer.Seal(plain, at + plain.Length == update.Length, chunk);
            wire.AddRange(chunk);
        }

        return [.. wire];
    }

    private static byte[] Update(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    private static string? Reason(RpcException refusal) => refusal.Trailers.GetValue("fedgrains-reason");
}
