using CsCheck;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Storage.Tests.Artifacts;

/// <summary>What every artifact store does. <see cref="Restarted"/> stands for a process that died and came back on the same storage.</summary>
public abstract class ArtifactStoreContract
{
    protected abstract IArtifactStore Store { get; }

    /// <summary>In which pieces a store keeps an upload: what is sent beyond the last whole one is sent again after a cut.</summary>
    protected virtual int KeptInPiecesOf => 1;

    /// <summary>Whether what was written on a stage is still there after a restart.</summary>
    protected virtual bool StagesOutliveProcesses => false;

    protected abstract IArtifactStore Restarted();

    [Fact]
    public async Task Length_Absent_IsNull()
    {
        Assert.Null(await Store.Length(Digest.Of("absent"u8)));
    }

    [Fact]
    public async Task Read_Absent_SaysSo()
    {
        var absent = Digest.Of("absent"u8);

        Assert.Equal(absent, (await Assert.ThrowsAsync<ArtifactNotFoundException>(() => Store.Read(absent, 0, new byte[1]).AsTask())).Digest);
        Assert.Throws<ArtifactNotFoundException>(() => Store.Open(absent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_001)]
    public async Task Put_IsReadBackByDigest(int length)
    {
        var content = Content(length);

        var fromMemory = await Store.Put(content);
        var fromStream = await Store.Put(new MemoryStream(content));

        Assert.Equal(Digest.Of(content), fromMemory);
        Assert.Equal(fromMemory, fromStream);
        await AssertHolds(Restarted(), fromMemory, content);
    }

    [Fact]
    public async Task Read_Range_IsExact()
    {
        var content = Content(10_000);
        var digest = await Store.Put(content);
        var buffer = new byte[100];

        await Store.Read(digest, 9_900, buffer);

        Assert.Equal(content[9_900..], buffer);
        await Store.Read(digest, 10_000, Memory<byte>.Empty);
        Assert.Equal(10_000, (await Assert.ThrowsAsync<ArtifactLengthException>(() => Store.Read(digest, 9_901, buffer).AsTask())).Length);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.Read(digest, -1, buffer).AsTask());
    }

    [Fact]
    public async Task Area_HoldsItsOwn()
    {
        var content = Content(5000);
        var digest = await Store.Area("one").Put(content);

        Assert.Null(await Store.Length(digest));
        Assert.Null(await Store.Area("two").Length(digest));
        Assert.Throws<ArtifactNotFoundException>(() => Store.Open(digest));
        await AssertHolds(Restarted().Area("one"), digest, content);
    }

    [Fact]
    public async Task DeleteArea_TakesNothingFromOthers()
    {
        var content = Content(5000);
        var digest = await Store.Put(content);
        await Store.Area("one").Put(content);
        await Store.Area("two").Put(content);
        await Store.Area("two").Put("more"u8.ToArray());

        await Store.DeleteArea("one");
        await Store.DeleteArea("never there");

        Assert.Null(await Restarted().Area("one").Length(digest));
        await AssertHolds(Restarted().Area("two"), digest, content);
        await AssertHolds(Restarted(), digest, content);

        await Store.Area("one").Put(content);
        await AssertHolds(Restarted().Area("one"), digest, content);
    }

    [Fact]
    public async Task Area_SameUploadAndStageNames_AreApart()
    {
        var (first, second) = (Content(1000), Content(2000));
        await using var one = await Store.Area("one").Upload("a", first.Length);
        await using var two = await Store.Area("two").Upload("a", second.Length);
        var stage = await Store.Area("one").Stage("a", first.Length);
        var other = await Store.Stage("a", second.Length);

        await one.Append(first);
        await two.Append(second);
        await stage.Write(0, second.AsMemory(0, first.Length));
        await other.Write(0, second);
        await one.Commit(Digest.Of(first));
        await two.Commit(Digest.Of(second));

        await AssertHolds(Restarted().Area("one"), Digest.Of(first), first);
        await AssertHolds(Restarted().Area("two"), Digest.Of(second), second);
        await AssertHolds(Restarted().Area("one"), await stage.Commit(), second[..first.Length]);
        await AssertHolds(Restarted(), await other.Commit(), second);
    }

    [Fact]
    public void Area_InAnArea_IsRefused()
    {
        Assert.Contains("not nested", Assert.Throws<InvalidOperationException>(() => Store.Area("one").Area("two")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Store.Area(""));
    }

    [Fact]
    public async Task Received_TellsWithoutTakingOver()
    {
        Assert.Equal(0, await Store.Received("a", 6));
        await using var upload = await Store.Upload("a", 6);
        await upload.Append("abcd"u8.ToArray());

        Assert.Equal(Kept(4), await Store.Received("a", 6));
        Assert.Equal(0, await Store.Received("a", 3));
        await upload.Append("ef"u8.ToArray());
        await upload.Commit(Digest.Of("abcdef"u8));
    }

    [Fact]
    public async Task Upload_InPieces_IsReadBack()
    {
        var content = Content(1_000_000);
        await using var upload = await Store.Upload("a", content.Length);

        foreach (var piece in content.Chunk(70_001)) await upload.Append(piece);
        await upload.Commit(Digest.Of(content));

        Assert.Equal(content.Length, upload.Received);
        await AssertHolds(Restarted(), Digest.Of(content), content);
    }

    [Fact]
    public Task Upload_CutAnywhereAnyNumberOfTimes_GivesTheSameArtifact() =>
        Gen.Select(Gen.Byte.Array[1, 2_000], Gen.Int[0, 2_000].Array[0, 4], Gen.Bool.Array[4]).SampleAsync(
            async (content, cuts, crashes) =>
            {
                var store = Store;
                var id = Guid.NewGuid().ToString();

                foreach (var (cut, crash) in cuts.Where(c => c <= content.Length).Order().Zip(crashes))
                {
                    var part = await store.Upload(id, content.Length);
                    await part.Append(content.AsMemory((int)part.Received, cut - (int)part.Received));

                    // A crash closes nothing.
                    if (crash) store = Restarted();
                    else await part.DisposeAsync();
                }

                await using var upload = await store.Upload(id, content.Length);
                if (cuts.Any(c => c <= content.Length)) Assert.Equal(Kept(cuts.Where(c => c <= content.Length).Max()), upload.Received);
                await upload.Append(content.AsMemory((int)upload.Received));
                await upload.Commit(Digest.Of(content));

                await AssertHolds(store, Digest.Of(content), content);
            }, iter: 60, threads: 1);

    [Fact]
    public async Task Upload_PastItsLength_IsRefusedAndTakesNothing()
    {
        await using var upload = await Store.Upload("a", 10);
        await upload.Append(new byte[8]);

        await Assert.ThrowsAsync<ArtifactLengthException>(() => upload.Append(new byte[3]).AsTask());

        Assert.Equal(8, upload.Received);
        await upload.Append(new byte[2]);
        await upload.Commit(Digest.Of(new byte[10]));
    }

    [Fact]
    public async Task Commit_BytesMissing_IsRefusedAndCanGoOn()
    {
        await using var upload = await Store.Upload("a", 10);
        await upload.Append(new byte[8]);

        await Assert.ThrowsAsync<ArtifactLengthException>(() => upload.Commit(Digest.Of(new byte[8])));

        Assert.Null(await Store.Length(Digest.Of(new byte[8])));
        await upload.Append(new byte[2]);
        await upload.Commit(Digest.Of(new byte[10]));
    }

    [Fact]
    public async Task Commit_OtherContent_IsRefusedAndStartsAfresh()
    {
        var expected = Digest.Of("expected"u8);
        await using var upload = await Store.Upload("a", 8);
        await upload.Append("tampered"u8.ToArray());

        var refusal = await Assert.ThrowsAsync<DigestMismatchException>(() => upload.Commit(expected));

        Assert.Equal((expected, Digest.Of("tampered"u8)), (refusal.Expected, refusal.Actual));
        Assert.Null(await Store.Length(expected));
        Assert.Null(await Store.Length(refusal.Actual));

        await using var retry = await Store.Upload("a", 8);
        Assert.Equal(0, retry.Received);
        await retry.Append("expected"u8.ToArray());
        await retry.Commit(expected);
        Assert.Equal(8, await Store.Length(expected));
    }

    [Fact]
    public async Task Commit_Again_ChangesNothing()
    {
        await using var upload = await Store.Upload("a", 3);
        await upload.Append("abc"u8.ToArray());

        await upload.Commit(Digest.Of("abc"u8));
        await upload.Commit(Digest.Of("abc"u8));

        await Assert.ThrowsAsync<StorageException>(() => upload.Append(new byte[1]).AsTask());
        await AssertHolds(Store, Digest.Of("abc"u8), "abc"u8.ToArray());
    }

    [Fact]
    public async Task Commit_ContentAlreadyThere_Succeeds()
    {
        await Store.Put("abc"u8.ToArray());
        await using var upload = await Store.Upload("a", 3);
        await upload.Append("abc"u8.ToArray());

        await upload.Commit(Digest.Of("abc"u8));

        await AssertHolds(Restarted(), Digest.Of("abc"u8), "abc"u8.ToArray());
    }

    [Fact]
    public async Task Upload_OpenedAgain_BelongsToTheLast()
    {
        await using var first = await Store.Upload("a", 6);
        await first.Append("abc"u8.ToArray());

        await using var second = await Store.Upload("a", 6);

        Assert.Equal("a", (await Assert.ThrowsAsync<UploadTakenOverException>(() => first.Append("xyz"u8.ToArray()).AsTask())).UploadId);
        await Assert.ThrowsAsync<UploadTakenOverException>(() => first.Commit(Digest.Of("abc"u8)));
        await first.DisposeAsync();

        Assert.Equal(Kept(3), second.Received);
        await second.Append("abcdef"u8[(int)second.Received..].ToArray());
        await second.Commit(Digest.Of("abcdef"u8));
    }

    [Fact]
    public async Task Upload_FoughtOver_IsNeverInterleaved()
    {
        var content = Content(200_000);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var taken = true; taken;)
            {
                await using var upload = await Store.Upload("a", content.Length);

                try
                {
                    while (upload.Received < content.Length)
                        await upload.Append(content.AsMemory((int)upload.Received, Math.Min(999, content.Length - (int)upload.Received)));

                    await upload.Commit(Digest.Of(content));
                    taken = false;
                }
                catch (UploadTakenOverException)
                {
                }
            }
        })));

        await AssertHolds(Store, Digest.Of(content), content);
    }

    [Fact]
    public async Task Stage_SlicesInAnyOrder_GiveTheSameArtifact()
    {
        var content = Content(100_000);
        var slices = content.Chunk(9_999).Select((bytes, i) => (Offset: i * 9_999L, Bytes: bytes)).ToArray();
        new Random(1).Shuffle(slices);

        await Parallel.ForEachAsync(slices.Append(slices[0]), async (slice, ct) =>
        {
            var stage = await Store.Stage("s", content.Length, ct);
            await stage.Write(slice.Offset, slice.Bytes, ct);
        });
        var last = await Store.Stage("s", content.Length);

        Assert.Equal(Digest.Of(content), await last.Commit());
        Assert.Equal(Digest.Of(content), await last.Commit());
        await AssertHolds(Restarted(), Digest.Of(content), content);
    }

    [Fact]
    public async Task Stage_SliceMissing_IsNotCommitted()
    {
        var stage = await Store.Stage("s", 10);
        await stage.Write(0, new byte[4]);
        await stage.Write(6, new byte[4]);

        Assert.Contains("4 to 6", (await Assert.ThrowsAsync<ArtifactLengthException>(() => stage.Commit())).Message, StringComparison.Ordinal);

        await stage.Write(3, new byte[4]);
        Assert.Equal(Digest.Of(new byte[10]), await stage.Commit());
    }

    [Fact]
    public async Task Stage_AfterARestart_IsWrittenAgain()
    {
        var stage = await Store.Stage("s", 4);
        await stage.Write(0, "ab"u8.ToArray());

        var restarted = Restarted();
        var again = await restarted.Stage("s", 4);
        await again.Write(2, "cd"u8.ToArray());

        if (!StagesOutliveProcesses) await Assert.ThrowsAsync<ArtifactLengthException>(() => again.Commit());
        await again.Write(0, "AB"u8.ToArray());
        await AssertHolds(restarted, await again.Commit(), "ABcd"u8.ToArray());
    }

    [Fact]
    public async Task Stage_AfterItsCommit_TakesNothing()
    {
        var stage = await Store.Stage("s", 2);
        await stage.Write(0, "ab"u8.ToArray());
        var digest = await stage.Commit();

        await Assert.ThrowsAsync<StorageException>(() => stage.Write(0, "XX"u8.ToArray()).AsTask());

        await AssertHolds(Store, digest, "ab"u8.ToArray());
    }

    [Fact]
    public async Task Stage_OutOfBounds_IsRefused()
    {
        var stage = await Store.Stage("s", 10);

        await Assert.ThrowsAsync<ArtifactLengthException>(() => stage.Write(8, new byte[3]).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stage.Write(-1, new byte[1]).AsTask());
        await Assert.ThrowsAsync<ArtifactLengthException>(() => Store.Stage("s", 11));
    }

    [Fact]
    public async Task Delete_RemovesAndIsSafeToRepeat()
    {
        var digest = await Store.Put("abc"u8.ToArray());

        await Store.Delete(digest);
        await Store.Delete(digest);

        Assert.Null(await Store.Length(digest));
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("")]
    [InlineData("больница/№ 1\0")]
    public async Task Upload_AnyId_IsAName(string id)
    {
        await using var upload = await Store.Upload(id, 1);
        await upload.Append(new byte[1]);
        await upload.Commit(Digest.Of(new byte[1]));

        var stage = await Store.Stage(id, 1);
        await stage.Write(0, new byte[1]);
        await stage.Commit();
    }

    protected int Kept(int received) => received / KeptInPiecesOf * KeptInPiecesOf;

    protected static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    protected static async Task AssertHolds(IArtifactStore store, Digest digest, byte[] content)
    {
        Assert.Equal(content.Length, await store.Length(digest));

        var buffer = new byte[content.Length];
        await store.Read(digest, 0, buffer);
        Assert.True(content.AsSpan().SequenceEqual(buffer));

        await using var stream = store.Open(digest);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
    }
}
