using System.Text.Json;

using CsCheck;

using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.Tests.Keys;

public sealed class KeyIdTests
{
    [Theory]
    [InlineData("cardio/v1")]
    [InlineData("a/v2147483647")]
    [InlineData("cardio-2/v12")]
    public void Parse_IsWrittenBack(string text) => Assert.Equal(text, KeyId.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("cardio")]
    [InlineData("cardio/v")]
    [InlineData("cardio/v0")]
    [InlineData("cardio/v01")]
    [InlineData("cardio/v-1")]
    [InlineData("cardio/v+1")]
    [InlineData("cardio/v2147483648")]
    [InlineData("/v1")]
    [InlineData("Cardio/v1")]
    [InlineData("car dio/v1")]
    [InlineData("-cardio/v1")]
    [InlineData("../x/v1")]
    public void Parse_NotAKey_SaysHowToWriteOne(string text) =>
        Assert.Contains("name/vN", Assert.Throws<FormatException>(() => KeyId.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_AnyText_IsAKeyOrRefused() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["/v019a-"], 0, 8]).Sample(text =>
    {
        try
        {
            Assert.Equal(text, KeyId.Parse(text).ToString());
        }
        catch (FormatException)
        {
        }
    });

    [Fact]
    public void New_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyId("cardio", 0));
        Assert.Throws<ArgumentException>(() => new KeyId("", 1));
    }

    // A round's key is kept in the round's record.
    [Fact]
    public void Json_RoundKey_ComesBack()
    {
        var key = new RoundKey(new byte[] { 1, 2, 3 }, new(new("cardio", 2), new byte[] { 4, 5 }));
        var json = JsonSerializer.Serialize(key);
        var back = JsonSerializer.Deserialize<RoundKey>(json)!;

        Assert.Equal("""{"PublicKey":"AQID","PrivateKey":{"Key":{"Name":"cardio","Version":2},"Bytes":"BAU="}}""", json);
        Assert.Equal(key.PrivateKey, back.PrivateKey);
        Assert.Equal(key.PublicKey.ToArray(), back.PublicKey.ToArray());
    }
}
