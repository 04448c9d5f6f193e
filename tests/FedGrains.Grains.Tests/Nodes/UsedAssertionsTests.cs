using FedGrains.Grains.Nodes;

namespace FedGrains.Grains.Tests.Nodes;

public sealed class UsedAssertionsTests
{
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly UsedAssertions _used = new(Since);

    [Fact]
    public void Use_Twice_TheSecondIsAReplay()
    {
        Assert.True(Use("a", issued: 0, now: 1));
        Assert.False(Use("a", issued: 0, now: 1));
        Assert.True(Use("b", issued: 0, now: 1));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void Use_IssuedAroundTheBeginning(int issued, bool good) => Assert.Equal(good, Use("a", issued, now: 1));

    [Theory]
    [InlineData(59)]
    [InlineData(60)]
    public void Use_AgainUpToItsExpiry_IsAReplay(int now)
    {
        Use("a", issued: 0, now: 1);

        Assert.False(Use("a", issued: 0, now));
    }

    // Whoever verifies the assertion refuses it by then; what has expired need not be remembered.
    [Fact]
    public void Use_PastItsExpiry_IsForgotten()
    {
        Use("a", issued: 0, now: 1);
        Use("b", issued: 30, now: 31);

        Assert.True(Use("a", issued: 0, now: 61));
        Assert.False(Use("b", issued: 30, now: 61));
    }

    // Rounded up: the gate must never think the site's clock slower than it was.
    [Theory]
    [InlineData(-5000, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(100, 100)]
    [InlineData(101, 200)]
    [InlineData(30_000, 30_000)]
    public void Lead_IsHowFarTheSitesClockIsAhead(int ahead, int lead) =>
        Assert.Equal(TimeSpan.FromMilliseconds(lead), UsedAssertions.Lead(Since.AddMilliseconds(ahead), Since));

    [Fact]
    public void Lead_ATickAhead_IsAStep() => Assert.Equal(TimeSpan.FromMilliseconds(100), UsedAssertions.Lead(Since.AddTicks(1), Since));

    private bool Use(string id, int issued, int now) => _used.Use(id, Since.AddSeconds(issued), Since.AddSeconds(issued + 60), Since.AddSeconds(now));
}
