using System.Buffers;
using System.Globalization;
using System.Text;

using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Tiles;
using FedGrains.Transparency.Trees;

using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Transparency.Tests;

/// <summary>A log that grows, crashes and is tampered with.</summary>
public sealed class LogTests : IDisposable
{
    private readonly MemoryTiles _tiles = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly NoteSigner _signer = new("example.com/log", NoteKeyType.Ed25519, new byte[NoteSigner.SeedSize]);

    private LogReader Reader => new(_tiles, _signer.Key);

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(70_000)]
    public async Task Append_InUnevenBatches_MakesTheTilesOfTheSpecification(int size)
    {
        await Grow(await Open(), size, batch: 1013);

        var tree = new GrowingTree();
        for (var i = 0; i < size; i++) tree.Add(TreeHash.Leaf(Entry(i)));
        var checkpoint = await Reader.Verify([]);
        Assert.Equal(((long)size, tree.Root), (checkpoint.Size, checkpoint.Root));
        Assert.Equal(Expected(size).Order(), Current());
    }

    [Fact]
    public async Task Append_OneByOneWithANewProcessEachTime_IsTheSameLog()
    {
        for (var i = 0; i < 600; i++) Assert.Equal(i, await (await Open()).Append([Entry(i)]));
        var other = new MemoryTiles();
        await Grow(await TiledLog.Open(other, _signer, _clock), 600, 600);

        Assert.Equal(other.Files["checkpoint"], _tiles.Files["checkpoint"]);
        await Reader.Verify([]);
    }

    [Fact]
    public async Task Append_FailsAtAnyWrite_NothingIsLostAndNoTwoCheckpointsDisagree()
    {
        var seen = new List<SignedNote>();

        foreach (var written in (double[])[0, 0.5, 1])
        {
            for (var at = 0; at < 8; at++)
            {
                var log = await Open();
                await Grow(log, 250, 250);
                seen.Add(log.Note);
                (_tiles.FailAfter, _tiles.Written) = (at, written);

                try
                {
                    await log.Append([.. Enumerable.Range(0, 300).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"lost {at} {i}"))]);
                }
                catch (IOException)
                {
                    // The callers are told; what became of it is for the next one to find out.
                }

                _tiles.FailAfter = null;
                // The same process goes on, or a new one.
                if (at % 2 == 0) log = await Open();
                await log.Append([Entry(1)]);
                seen.Add(log.Note);
                Assert.Equal(log.Size, (await Open()).Size);
                await Reader.Verify(seen);
            }
        }
    }

    [Fact]
    public async Task Append_EntryThatIsTooLarge_IsRefusedAndTheLogGoesOn()
    {
        var log = await Open();

        Assert.Contains("log the hash", (await Assert.ThrowsAsync<ArgumentException>(() => log.Append([new byte[EntryBundle.LargestEntry + 1]]))).Message, StringComparison.Ordinal);
        Assert.Equal(0, await log.Append([Entry(0)]));
    }

    [Fact]
    public async Task Open_WithAnotherKey_IsRefused()
    {
        await Grow(await Open(), 3, 3);
        using var other = new NoteSigner("example.com/log", NoteKeyType.Ed25519, [.. Enumerable.Repeat((byte)1, NoteSigner.SeedSize)]);
        using var renamed = new NoteSigner("example.com/other", NoteKeyType.Ed25519, new byte[NoteSigner.SeedSize]);

        Assert.Contains("not signed with its key", (await Assert.ThrowsAsync<FormatException>(() => TiledLog.Open(_tiles, other, _clock))).Message, StringComparison.Ordinal);
        Assert.Contains("is asked for", (await Assert.ThrowsAsync<FormatException>(() => TiledLog.Open(_tiles, renamed, _clock))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Open_WhereTheCheckpointWasDeleted_IsRefused(int size)
    {
        await Grow(await Open(), size, size);
        _tiles.Files.TryRemove("checkpoint", out _);

        Assert.Contains("is missing, and its entries are there", (await Assert.ThrowsAsync<FormatException>(Open)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/entries/002.p/88")]
    [InlineData("tile/0/002.p/88")]
    [InlineData("tile/1/000.p/2")]
    public async Task Open_WhereTheEdgeWasChanged_IsRefused(string path)
    {
        await Grow(await Open(), 600, 600);
        _tiles.Files[path][^1] ^= 1;

        await Assert.ThrowsAsync<FormatException>(() => TiledLog.Open(_tiles, _signer, _clock));
    }

    [Fact]
    public async Task Verify_AnyFileChangedOrDeleted_IsFound()
    {
        await Grow(await Open(), 1000, 100);
        await Reader.Verify([]);

        foreach (var path in Expected(1000))
        {
            var intact = _tiles.Files[path];
            _tiles.Files[path] = [.. intact[..^1], (byte)(intact[^1] ^ 1)];
            await Assert.ThrowsAsync<FormatException>(() => Reader.Verify([]));
            _tiles.Files[path] = intact[..^1];
            await Assert.ThrowsAsync<FormatException>(() => Reader.Verify([]));
            _tiles.Files.TryRemove(path, out _);
            Assert.Contains("missing", (await Assert.ThrowsAsync<FormatException>(() => Reader.Verify([]))).Message, StringComparison.Ordinal);
            _tiles.Files[path] = intact;
        }

        await Reader.Verify([]);
    }

    [Fact]
    public async Task Verify_EntriesInAnotherOrder_SaysWhichIsTheFirst()
    {
        await Grow(await Open(), 300, 300);
        var entries = EntryBundle.Read(_tiles.Files["tile/entries/000"]);
        (entries[10], entries[20]) = (entries[20], entries[10]);
        var bundle = new ArrayBufferWriter<byte>();
        foreach (var entry in entries) EntryBundle.Add(bundle, entry.Span);
        _tiles.Files["tile/entries/000"] = bundle.WrittenSpan.ToArray();

        Assert.StartsWith("Entry 10 was changed", (await Assert.ThrowsAsync<FormatException>(() => Reader.Verify([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_CutShort_IsFoundByACheckpointThatWasKept()
    {
        var log = await Open();
        await Grow(log, 300, 300);
        var early = _tiles.Copy();
        await Grow(log, 100, 100);
        var kept = log.Note;

        var fault = await Assert.ThrowsAsync<FormatException>(() => new LogReader(early, _signer.Key).Verify([kept]));

        Assert.Equal("The log was cut short: it has 300 entries, and once had 400.", fault.Message);
    }

    [Fact]
    public async Task Verify_Rewritten_IsFoundByACheckpointThatWasKept()
    {
        var log = await Open();
        await Grow(log, 300, 300);
        var kept = log.Note;
        var forked = new MemoryTiles();
        var fork = await TiledLog.Open(forked, _signer, _clock);
        await fork.Append([.. Enumerable.Range(0, 400).Select(i => (ReadOnlyMemory<byte>)(i == 7 ? "another"u8.ToArray() : Entry(i)))]);

        await new LogReader(forked, _signer.Key).Verify([]);
        Assert.Contains("was rewritten: its first 300", (await Assert.ThrowsAsync<FormatException>(() => new LogReader(forked, _signer.Key).Verify([kept]))).Message, StringComparison.Ordinal);
        await Reader.Verify([kept]);
    }

    [Fact]
    public async Task Verify_CheckpointOfAnother_IsRefused()
    {
        await Grow(await Open(), 3, 3);
        using var other = new NoteSigner("example.com/log", NoteKeyType.Ed25519, [.. Enumerable.Repeat((byte)1, NoteSigner.SeedSize)]);

        Assert.Contains("not signed with the key", (await Assert.ThrowsAsync<FormatException>(() => new LogReader(_tiles, other.Key).Verify([]))).Message, StringComparison.Ordinal);
        _tiles.Files.TryRemove("checkpoint", out _);
        Assert.Contains("not a log", (await Assert.ThrowsAsync<FormatException>(() => Reader.Verify([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_AnyEntry_VerifiesFromItsTextAlone()
    {
        await Grow(await Open(), 70_000, 7_000);

        foreach (var index in (int[])[0, 1, 255, 256, 65_535, 65_536, 69_999])
        {
            var proof = LogProof.Parse((await Reader.Prove(index)).ToString());

            Assert.Equal(70_000, proof.Verify(Entry(index), _signer.Key).Size);
            Assert.Throws<FormatException>(() => proof.Verify(Entry(index + 1), _signer.Key));
            Assert.Throws<FormatException>(() => (proof with { Index = index ^ 1 }).Verify(Entry(index), _signer.Key));
        }

        await Assert.ThrowsAsync<FormatException>(() => Reader.Prove(70_000));
    }

    [Fact]
    public async Task Proof_OfTheSpecification_IsItsLines()
    {
        await Grow(await Open(), 3, 3);

        var lines = (await Reader.Prove(2)).ToString().Split('\n');

        Assert.Equal(["c2sp.org/tlog-proof@v1", "index 2"], lines[..2]);
        Assert.Equal(["", "example.com/log", "3"], lines[3..6]);
        Assert.Equal(TreeHash.Node(TreeHash.Leaf(Entry(0)), TreeHash.Leaf(Entry(1))).ToString(), lines[2]);
        Assert.Single(LogProof.Parse(string.Join('\n', (string[])[lines[0], "extra AAAA", .. lines[1..]])).Hashes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\nlog\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\nlog\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nlog\n")]
    public void Proof_OfAnotherForm_IsASentence(string text) => Assert.EndsWith(".", Assert.Throws<FormatException>(() => LogProof.Parse(text)).Message, StringComparison.Ordinal);

    private Task<TiledLog> Open() => TiledLog.Open(_tiles, _signer, _clock);

    private static async Task Grow(TiledLog log, int by, int batch)
    {
        for (var end = log.Size + by; log.Size < end;)
        {
            var first = log.Size;
            await log.Append([.. Enumerable.Range(0, (int)Math.Min(batch, end - first)).Select(i => (ReadOnlyMemory<byte>)Entry(first + i))]);
        }
    }

    // Full ones, and the partial ones that the size calls for.
    private static IEnumerable<string> Expected(int size)
    {
        foreach (var level in (int?[])[null, 0, 1, 2])
        {
            var hashes = size >> (TilePath.Height * (level ?? 0));
            for (var index = 0; index * TilePath.FullWidth < hashes; index++) yield return new TilePath(level, index, Math.Min(TilePath.FullWidth, hashes - (index * TilePath.FullWidth))).ToString();
        }
    }

    // Narrower ones of earlier sizes stay until the tile is full.
    private IEnumerable<string> Current() => _tiles.Files.Keys.Where(k => k != "checkpoint")
        .GroupBy(k => k.Split(".p/")[0]).Select(g => g.MaxBy(k => k.Contains(".p/", StringComparison.Ordinal) ? int.Parse(k.Split(".p/")[1], CultureInfo.InvariantCulture) : TilePath.FullWidth)!).Order();

    private static byte[] Entry(long index) => Encoding.UTF8.GetBytes($"entry {index}");
}
