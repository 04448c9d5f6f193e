using FedGrains.Protocol.V1;
using FedGrains.Site.Masking;

using Google.Protobuf;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

public sealed class MaskingQueueTests
{
    private readonly MaskingQueue _queue = new();

    [Fact]
    public async Task Take_OfAMessageThatCameTwice_GivesItOnceInItsPlace()
    {
        foreach (byte message in new[] { 1, 2, 1, 3 }) _queue.Put(Message(message), isOutgoing: false);

        Assert.Equal((1, 2, 3), (await Next(), await Next(), await Next()));
    }

    [Fact]
    public async Task Take_OfBothDirections_KeepsThemApart()
    {
        _queue.Put(Message(1), isOutgoing: false);
        _queue.Put(Message(1), isOutgoing: true);

        Assert.Equal((1, 1), (await Next(), await Next()));
    }

    [Fact]
    public async Task Take_AfterAMessageWasTaken_GivesItAgainWhenItComesAgain()
    {
        _queue.Put(Message(1), isOutgoing: false);
        Assert.Equal(1, await Next());
        _queue.Put(Message(1), isOutgoing: false);

        Assert.Equal(1, await Next());
    }

    [Fact]
    public async Task Put_OfMoreThanItHolds_IsPassedOverUntilThereIsRoom()
    {
        for (byte i = 1; i <= 40; i++) _queue.Put(Message(i), isOutgoing: false);
        for (var i = 1; i <= 32; i++) Assert.Equal(i, await Next());

        _queue.Put(Message(40), isOutgoing: false);

        Assert.Equal(40, await Next());
    }

    private async Task<int> Next() => (await _queue.Take(TestContext.Current.CancellationToken)).Message.Message[0];

    private static MaskingMessage Message(byte content) => new() { Message = ByteString.CopyFrom([content]) };
}
