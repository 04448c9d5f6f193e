using System.Numerics;

using CsCheck;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Sharing;

/// <summary>The field against arbitrary-precision integers.</summary>
public sealed class ScalarTests
{
    internal static readonly BigInteger Order = BigInteger.Parse("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.AllowHexSpecifier, null);

    // Uniform numbers almost never meet the carries that matter, so the edges are drawn as often.
    private static readonly Gen<BigInteger> Numbers = Gen.OneOf(
        Gen.Byte.Array[Scalar.Size].Select(b => new BigInteger(b, isUnsigned: true, isBigEndian: true) % Order),
        Gen.Select(Gen.Int[0, 255], Gen.Int[-2, 2]).Select((bit, off) => (Order + (BigInteger.One << bit) + off) % Order),
        Gen.Int[0, 3].Select(i => new BigInteger(i)),
        Gen.Int[1, 3].Select(i => Order - i));

    [Fact]
    public void Arithmetic_AnyNumbers_IsThatOfTheIntegersModuloTheOrder() => Gen.Select(Numbers, Numbers).Sample((a, b) =>
    {
        Assert.Equal((a + b) % Order, Number(Element(a) + Element(b)));
        Assert.Equal((a - b + Order) % Order, Number(Element(a) - Element(b)));
        Assert.Equal(a * b % Order, Number(Element(a) * Element(b)));
        Assert.Equal(a == b, Element(a).Equals(Element(b)));
        Assert.Equal(a.IsZero, Element(a).IsZero);
    });

    [Fact]
    public void Inverse_AnyNumber_IsItsInverse() => Numbers.Sample(a => Assert.Equal(BigInteger.ModPow(a, Order - 2, Order), Number(Element(a).Inverse())), iter: 200);

    [Fact]
    public void FromBytes_AtOrAboveTheOrder_IsNull()
    {
        Assert.NotNull(Scalar.FromBytes(Bytes(Order - 1)));
        Assert.Null(Scalar.FromBytes(Bytes(Order)));
        Assert.Null(Scalar.FromBytes(Bytes(Order + 1)));
        Assert.Null(Scalar.FromBytes(Enumerable.Repeat((byte)0xff, Scalar.Size).ToArray()));
        Assert.Null(Scalar.FromBytes(new byte[Scalar.Size - 1]));
    }

    // SHA-256("a") · SHA-256("b") and 1 / SHA-256("a") modulo the order, computed with Python's integers.
    [Fact]
    public void Product_OfDigests_IsTheKnownOne()
    {
        var (a, b) = (Hash("a"), Hash("b"));

        Assert.Equal("1f125ba2d5fd08f43ed7353311fb077130b02e1a347ae58db121c30f7e928d9a", Hex(Element(a) * Element(b)));
        Assert.Equal("4cb0f650ab1bde36888818e8ac276c8b7ee36a53fcf5e3891e4bf532c53bf790", Hex(Element(a).Inverse()));
    }

    [Fact]
    public void Random_WhenTheSourceDrawsTooHigh_DrawsAgain()
    {
        var source = new ScriptedRandomness([.. Enumerable.Repeat((byte)0xff, Scalar.Size), .. Bytes(7)]);

        Assert.Equal(7, Number(Scalar.Random(source)));
    }

    [Fact]
    public void RandomKey_WhenTheSourceDrawsZero_DrawsAgain()
    {
        var source = new ScriptedRandomness([.. new byte[Scalar.Size], .. Bytes(9)]);

        Assert.Equal(9, Number(Scalar.RandomKey(source)));
    }

    [Fact]
    public void ToString_OfASecret_ShowsNothing() => Assert.Equal("Scalar", Element(12345).ToString());

    internal static Scalar Element(BigInteger value) => Scalar.FromBytes(Bytes(value))!.Value;

    internal static BigInteger Number(Scalar element) => new(Raw(element), isUnsigned: true, isBigEndian: true);

    internal static string Hex(Scalar element) => Convert.ToHexStringLower(Raw(element));

    internal static BigInteger Hash(string text) => new BigInteger(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)), isUnsigned: true, isBigEndian: true) % Order;

    internal static byte[] Bytes(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);

        return [.. new byte[Scalar.Size - bytes.Length], .. bytes];
    }

    private static byte[] Raw(Scalar element)
    {
        var bytes = new byte[Scalar.Size];
        element.CopyTo(bytes);

        return bytes;
    }
}
