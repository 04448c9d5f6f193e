using FedGrains.Contracts.Masking;
using FedGrains.Grains.Nodes;

namespace FedGrains.Grains.Tests.Nodes;

public sealed class PendingMessagesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Line = Guid.NewGuid();
    private static readonly MaskingMessage Keys = new("first/setup", new("first"), [1, 2, 3]);

    private readonly PendingMessages _messages = new();

    [Fact]
    public void Take_Connected_IsSentAtOnceAndNotWithEveryRepetition()
    {
        Assert.True(_messages.Take(Keys, Line, Start));
        Assert.False(_messages.Take(Keys with { Message = [1, 2, 3] }, Line, Start.AddSeconds(5)));
    }

    // The site may have had a fault of its own.
    [Fact]
    public void Take_RepeatedForLong_IsSentAgain()
    {
        Assert.Equal([0, 30, 60], Enumerable.Range(0, 75).Where(second => second % 5 == 0 && _messages.Take(Keys, Line, Start.AddSeconds(second))));
    }

    [Fact]
    public void Take_AnotherMessageOfTheTopicOrAnotherTopic_IsSent()
    {
        Assert.True(_messages.Take(Keys, Line, Start));
        Assert.True(_messages.Take(Keys with { Message = [4] }, Line, Start.AddSeconds(1)));
        Assert.True(_messages.Take(Keys with { Topic = "first/round" }, Line, Start.AddSeconds(1)));
        Assert.Equal([new byte[] { 4 }, [1, 2, 3]], _messages.Due(Guid.NewGuid(), Start.AddSeconds(2)).Select(m => m.Message));
    }

    [Fact]
    public void Due_OnANewConnection_IsWhatWasRepeatedLately()
    {
        Assert.False(_messages.Take(Keys, connection: null, Start));
        Assert.Equal([Keys], _messages.Due(Line, Start.AddSeconds(15)));

        // Sent on that connection, so not with the next repetition.
        Assert.False(_messages.Take(Keys, Line, Start.AddSeconds(15)));
        Assert.True(_messages.Take(Keys, Guid.NewGuid(), Start.AddSeconds(16)));
    }

    [Fact]
    public void Due_WhatNobodyRepeats_IsForgotten()
    {
        _messages.Take(Keys, Line, Start);
        Assert.Empty(_messages.Due(Line, Start.AddSeconds(15.1)));
    }
}
