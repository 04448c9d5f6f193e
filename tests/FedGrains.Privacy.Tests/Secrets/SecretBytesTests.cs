using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Tests.Secrets;

public sealed class SecretBytesTests
{
    [Fact]
    public void CopyOf_HoldsItsOwnBytes()
    {
        byte[] bytes = [1, 2, 3];
        using var secret = SecretBytes.CopyOf(bytes);
        bytes[0] = 9;

        Assert.Equal(3, secret.Length);
        Assert.Equal([1, 2, 3], secret.Span.ToArray());
    }

    [Fact]
    public void Dispose_ZeroesAndEndsItsUse()
    {
        var secret = SecretBytes.CopyOf([1, 2, 3]);
        secret.Dispose();
        secret.Dispose();

        Assert.Equal(new byte[3], secret.Writable.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        using var other = SecretBytes.CopyOf([0, 0, 0]);
        Assert.Throws<ObjectDisposedException>(() => other.FixedTimeEquals(secret));
    }

    [Fact]
    public void ToString_AndInterpolation_ShowNothing()
    {
        using var secret = SecretBytes.CopyOf("patient"u8);

        Assert.Equal("SecretBytes", secret.ToString());
        Assert.Equal("key SecretBytes", $"key {secret}");
    }

    [Fact]
    public void Serialized_ItDoesNotLeave()
    {
        using var secret = SecretBytes.CopyOf("patient"u8);

        Assert.ThrowsAny<Exception>(() => JsonSerializer.Serialize(secret));
    }

    [Fact]
    public void FixedTimeEquals_ComparesContent()
    {
        using var one = SecretBytes.CopyOf([1, 2]);
        using var same = SecretBytes.CopyOf([1, 2]);
        using var other = SecretBytes.CopyOf([1, 3]);
        using var longer = SecretBytes.CopyOf([1, 2, 3]);

        Assert.True(one.FixedTimeEquals(same));
        Assert.False(one.FixedTimeEquals(other));
        Assert.False(one.FixedTimeEquals(longer));
    }

    [Fact]
    public void Random_TakesTheInjectedRandomness()
    {
        using var randomness = RandomNumberGenerator.Create();
        using var one = SecretBytes.Random(32, randomness);
        using var other = SecretBytes.Random(32, randomness);

        Assert.False(one.FixedTimeEquals(other));
    }

    [Fact]
    public void Create_ThatThrows_LeavesNothing()
    {
        SecretBytes? none = null;

        Assert.Throws<InvalidOperationException>(() => none = SecretBytes.Create<int>(4, 0, (_, _) => throw new InvalidOperationException()));
        Assert.Null(none);
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretBytes.Create(-1, 0, (_, _) => { }));
    }
}
