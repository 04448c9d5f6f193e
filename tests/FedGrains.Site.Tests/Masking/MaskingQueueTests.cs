using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;
using FedGrains.Site.Masking;

using Google.Protobuf;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

public sealed class MaskingQueueTests
{
    private readonly MaskingQueue _queue = new();

    [Fact]
    public async Task Take_OfAKindThatCameTwice_IsTheNewestInThePlaceOfTheOldest()
    {
        _queue.Put(Message(MessageKind.KeySet, 1), isOutgoing: false);
        _queue.Put(Message(MessageKind.ShareBundle, 2), isOutgoing: false);
        _queue.Put(Message(MessageKind.KeySet, 3), isOutgoing: false);

        Assert.Equal((3, 2), (await Next(), await Next()));
    }

    [Fact]
    public async Task Take_OfBothDirections_KeepsThemApart()
    {
        _queue.Put(Message(MessageKind.SignedRoster, 1), isOutgoing: false);
        _queue.Put(Message(MessageKind.SignedRoster, 2), isOutgoing: true);

        Assert.Equal((1, 2), (await Next(), await Next()));
    }

    [Fact]
    public async Task Take_AfterAKindWasTaken_GivesWhatCameSince()
    {
        _queue.Put(Message(MessageKind.KeySet, 1), isOutgoing: false);
        Assert.Equal(1, await Next());
        _queue.Put(Message(MessageKind.KeySet, 2), isOutgoing: false);

        Assert.Equal(2, await Next());
    }

    [Fact]
    public async Task Take_OfTwoRosters_GivesBoth_AndOneThatCameTwiceOnce()
    {
        _queue.Put(Message(MessageKind.SignedRoster, 1), isOutgoing: false);
        _queue.Put(Message(MessageKind.SignedRoster, 2), isOutgoing: false);
        _queue.Put(Message(MessageKind.SignedRoster, 1), isOutgoing: false);
        _queue.Put(Message(MessageKind.KeySet, 3), isOutgoing: false);

        Assert.Equal((1, 2, 3), (await Next(), await Next(), await Next()));
    }

    [Fact]
    public async Task Put_OfMoreThanItHolds_IsPassedOverUntilThereIsRoom()
    {
        for (byte i = 1; i <= 20; i++) _queue.Put(Message(MessageKind.SignedRoster, i), isOutgoing: false);
        for (var i = 1; i <= 16; i++) Assert.Equal(i, await Next());

        _queue.Put(Message(MessageKind.SignedRoster, 20), isOutgoing: false);

        Assert.Equal(20, await Next());
    }

    private async Task<int> Next() => (await _queue.Take(TestContext.Current.CancellationToken)).Message.Message[^1];

    private static MaskingMessage Message(MessageKind kind, byte content) => new() { Message = ByteString.CopyFrom([.. "FGSA"u8, 1, (byte)kind, content]) };
}
