using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using FedGrains.Privacy.Sealing;
using static FedGrains.Privacy.Tests.Sealing.SealedUpdates;

namespace FedGrains.Privacy.Tests.Sealing;

public sealed class SealedUpdateTests
{
    public static TheoryData<int> Lengths => [0, 1, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, (3 * Chunk) + 17];

    [Theory, MemberData(nameof(Lengths))]
    public async Task Open_IsWhatWasSealed(int length)
    {
        var content = Content(length);
        var sealedUpdate = await Seal(content);

        Assert.Equal(Format.SealedLength(length), sealedUpdate.Length);
        Assert.Equal(length, Format.PlaintextLength(sealedUpdate.Length));
        Assert.Equal(content, await Open(sealedUpdate));
        Assert.Equal(content, await Open(new Trickle(sealedUpdate)));
    }

    [Fact]
    public Task Seal_AnyPieces_Opens() => Gen.Select(Gen.Int[0, 4000], Gen.Int[1, 3000], Gen.Int[1, 3000]).SampleAsync(async (length, writes, reads) =>
        Assert.Equal(Content(length), await Open(await Seal(Content(length), pieces: writes), pieces: reads)), iter: 50, threads: 1);

    [Theory, MemberData(nameof(Lengths))]
    public async Task Open_CutAnywhere_DoesNotOpen(int length)
    {
        var sealedUpdate = await Seal(Content(length));

        for (var cut = 0; cut < sealedUpdate.Length; cut += cut is > 90 and < 1000 ? 41 : 1 + (cut / 1500 * 13))
            await Assert.ThrowsAsync<SealException>(() => Open(sealedUpdate[..cut]));
    }

    [Theory, MemberData(nameof(Lengths))]
    public async Task Open_CutAtAChunk_DoesNotOpen(int length)
    {
        var sealedUpdate = await Seal(Content(length));

        for (var chunk = 0; Format.ChunkOffset(chunk) < sealedUpdate.Length; chunk++)
            await Assert.ThrowsAsync<SealException>(() => Open(sealedUpdate[..(int)Format.ChunkOffset(chunk)]));
    }

    [Fact]
    public async Task Open_ChunksMovedDroppedOrRepeated_DoesNotOpen()
    {
        var update = await Seal(Content(4 * Chunk));

        await Refuses(update, [0, 2, 1, 3]);
        await Refuses(update, [0, 1, 2, 2, 3]);
        await Refuses(update, [0, 2, 3]);
        await Refuses(update, [1, 2, 3]);
        await Refuses(update, [0, 1, 2]);
        await Refuses(update, [0, 1, 2, 3, 3]);
        await Refuses(update, [3]);
        await Refuses(update, []);
        Assert.Equal(Content(4 * Chunk), await Open(Rebuild(update, [0, 1, 2, 3])));
    }

    [Fact]
    public async Task Open_ChunkOfAnotherUpdate_DoesNotOpen()
    {
        var update = await Seal(Content(3 * Chunk));
        var other = await Seal(Content(3 * Chunk));

        foreach (var chunk in new[] { 0, 1, 2 })
        {
            var mixed = (byte[])update.Clone();
            ChunkOf(other, chunk).CopyTo(mixed, (int)Format.ChunkOffset(chunk));
            await Assert.ThrowsAsync<SealException>(() => Open(mixed));
        }
    }

    [Fact]
    public Task Open_AnyByteChanged_DoesNotOpen() => Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 1 << 20], Gen.Byte[1, 255]).SampleAsync(async (length, at, change) =>
    {
        var update = await Seal(Content(length));
        update[at % update.Length] ^= change;

        await Assert.ThrowsAsync<SealException>(() => Open(update));
    }, iter: 300, threads: 1);

    [Fact]
    public async Task Open_BytesAppended_DoesNotOpen()
    {
        var update = await Seal(Content(2 * Chunk));

        foreach (var more in new[] { 1, 15, 16, 17, Chunk + 16 }) await Assert.ThrowsAsync<SealException>(() => Open([.. update, .. new byte[more]]));
    }

    public static TheoryData<string, SealContext> OtherContexts => new()
    {
        { "federation", Context with { Federation = "cardio2" } },
        { "run", Context with { Run = "run-2" } },
        { "round", Context with { Round = 8 } },
        { "node", Context with { Node = "york" } },
        { "base model", Context with { BaseModel = new('d', 64) } },
        { "configuration", Context with { Configuration = new('d', 64) } },
        { "roster", Context with { Roster = new('d', 64) } },
        { "fields moved", Context with { Federation = "cardior", Run = "un-1" } },
        { "digests swapped", Context with { BaseModel = Context.Configuration, Configuration = Context.BaseModel } },
    };

    [Theory, MemberData(nameof(OtherContexts))]
    public async Task Open_Elsewhere_DoesNotOpen(string what, SealContext elsewhere)
    {
        var update = await Seal(Content(100));

        Assert.NotEmpty(what);
        await Assert.ThrowsAsync<SealException>(() => Open(update, elsewhere));
    }

    [Fact]
    public async Task Open_OtherKey_DoesNotOpen()
    {
        using var other = RoundPair("another round");

        await Assert.ThrowsAsync<SealException>(async () => await Open(await Seal(Content(100)), keys: other));
    }

    [Fact]
    public async Task Exceptions_OfEveryKind_SayTheSame()
    {
        var update = await Seal(Content(100));
        using var other = RoundPair("another round");
        var messages = new[]
        {
            await Assert.ThrowsAsync<SealException>(() => Open([])),
            await Assert.ThrowsAsync<SealException>(() => Open(update[..^1])),
            await Assert.ThrowsAsync<SealException>(() => Open(update, keys: other)),
            await Assert.ThrowsAsync<SealException>(() => Open(update, Context with { Round = 8 })),
            await Assert.ThrowsAsync<SealException>(() => Open([.. update.AsSpan(0, 12), .. new byte[65], .. update.AsSpan(77)])),
        };

        Assert.Single(messages.Select(m => (m.Message, m.InnerException)).Distinct());
    }

    [Fact]
    public async Task Read_AfterAFailure_NeverGoesOn()
    {
        var update = await Seal(Content(4 * Chunk));
        using var keys = RoundPair();
        using var reader = await SealedUpdateReader.Open(new MemoryStream(Rebuild(update, [0, 2, 2, 3])), keys, Context);
        var buffer = new byte[Chunk];
        Assert.Equal(Chunk, await reader.Read(buffer));

        for (var i = 0; i < 4; i++) await Assert.ThrowsAsync<SealException>(() => reader.Read(buffer).AsTask());
    }

    [Fact]
    public Task Open_AnyBytes_OpensOrSaysItDoesNot() =>
        Gen.Frequency((1, Gen.Byte.Array[0, 300]), (3, Gen.Byte.Array[65, 4000].Select(Gen.Int[-1, 1 << 25], (bytes, size) => Headed(bytes, size)))).SampleAsync(async bytes =>
            await Assert.ThrowsAsync<SealException>(() => Open(bytes)), iter: 500, threads: 1);

    [Fact]
    public async Task Open_HugeChunkSize_AllocatesNothingOfIt()
    {
        var hostile = Headed(new byte[65], int.MaxValue);
        await Assert.ThrowsAsync<SealException>(() => Open(hostile));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<SealException>(() => SealedUpdateFormat.ReadHeader(hostile, out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public async Task Write_AndRead_TakeTheMemoryOfAFewChunks()
    {
        const int Pieces = 320;
        using var keys = RoundPair();
        using var randomness = RandomNumberGenerator.Create();
        var piece = Content(100_000);
        var format = SealedUpdateFormat.Default;

        // In memory, so that nothing leaves this thread, whose allocations are counted.
        using var stream = new MemoryStream((int)format.SealedLength((long)Pieces * piece.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();

        using (var writer = new SealedUpdateWriter(new(keys.PublicKey, Context, format, randomness), stream))
        {
            for (var i = 0; i < Pieces; i++) await writer.Write(piece);
            await writer.Complete();
        }

        stream.Position = 0;
        var total = 0L;
        var buffer = new byte[50_000];

        using (var reader = await SealedUpdateReader.Open(stream, keys, Context))
        {
            for (int read; (read = await reader.Read(buffer)) > 0;) total += read;
        }

        Assert.Equal(Pieces * 100_000L, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4 * format.ChunkSize, 5 * format.ChunkSize);
    }

    [Fact]
    public async Task Open_ChunksInAnyOrder_AreThePlaintextThere()
    {
        var content = Content((3 * Chunk) + 5);
        var update = await Seal(content);
        using var keys = RoundPair();
        using var opener = new UpdateOpener(update.AsSpan(0, SealedUpdateFormat.HeaderSize), keys, Context);
        var chunks = opener.Format.ChunkCount(opener.Format.PlaintextLength(update.Length));
        Assert.Equal(4, chunks);

        foreach (var index in new[] { 3, 0, 2, 1, 2 })
        {
            var chunk = ChunkOf(update, index);
            var plaintext = new byte[chunk.Length - 16];
            opener.Open(index, last: index == 3, chunk, plaintext);
            Assert.Equal(content[(index * Chunk)..((index * Chunk) + plaintext.Length)], plaintext);
            Assert.Throws<SealException>(() => opener.Open(index, last: index != 3, chunk, plaintext));
            Assert.Throws<SealException>(() => opener.Open(index + 1, last: index == 3, chunk, plaintext));
        }
    }

    [Fact]
    public void Seal_WrongChunk_Throws()
    {
        using var keys = RoundPair();
        using var randomness = RandomNumberGenerator.Create();
        using var sealer = new UpdateSealer(keys.PublicKey, Context, Format, randomness);

        Assert.Throws<ArgumentException>(() => sealer.Seal(new byte[Chunk - 1], last: false, new byte[Chunk + 15]));
        Assert.Throws<ArgumentException>(() => sealer.Seal(new byte[Chunk + 1], last: true, new byte[Chunk + 17]));
        Assert.Throws<ArgumentException>(() => sealer.Seal(new byte[Chunk], last: false, new byte[Chunk]));
        sealer.Seal(new byte[Chunk], last: false, new byte[Chunk + 16]);
        Assert.Throws<ArgumentException>(() => sealer.Seal([], last: true, new byte[16]));
        sealer.Seal(new byte[1], last: true, new byte[17]);
        Assert.Throws<InvalidOperationException>(() => sealer.Seal(new byte[1], last: true, new byte[17]));
    }

    private static async Task Refuses(byte[] update, int[] chunks) => await Assert.ThrowsAsync<SealException>(() => Open(Rebuild(update, chunks)));

    private static byte[] Rebuild(byte[] update, int[] chunks) => [.. update.AsSpan(0, SealedUpdateFormat.HeaderSize), .. chunks.SelectMany(c => ChunkOf(update, c))];

    private static byte[] ChunkOf(byte[] update, int chunk) =>
        update[(int)Format.ChunkOffset(chunk)..(int)Math.Min(update.Length, Format.ChunkOffset(chunk + 1))];

    // Foreign bytes behind a header that is right but for its chunk size.
    private static byte[] Headed(byte[] bytes, int chunkSize)
    {
        var header = new byte[12];
        "FGSEAL1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), chunkSize);

        return [.. header, .. bytes];
    }

    // A stream that gives out one byte at a time.
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
