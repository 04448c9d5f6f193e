using System.Buffers.Binary;
using System.Text;
using CsCheck;
using FedGrains.Core.Models;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Storage.Tests.Safetensors;

public sealed class SafetensorsHeaderTests
{
    private static readonly ModelLayout Layout = new([new("dense.weight", [2, 3]), new("dense.bias", [2]), new("scale", [])]);
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt", ["a"] = "b \"quoted\" ü" };

    [Fact]
    public void For_IsTheFormatByteForByte()
    {
        var header = SafetensorsHeader.For(new([new("w", [2, 3]), new("b", [2])]), new Dictionary<string, string> { ["format"] = "pt" });

        const string json = """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""";
        var padded = json.PadRight((json.Length + 7) / 8 * 8);
        Assert.Equal(padded, Encoding.ASCII.GetString(header.AsSpan(8)));
        Assert.Equal((ulong)padded.Length, BinaryPrimitives.ReadUInt64LittleEndian(header));
        Assert.Equal(0, header.Length % 8);
    }

    [Fact]
    public void For_MetadataInAnyOrder_GivesTheSameBytes() =>
        Assert.Equal(SafetensorsHeader.For(Layout, Metadata), SafetensorsHeader.For(Layout, Metadata.Reverse().ToDictionary()));

    [Fact]
    public void For_TwoTensorsOfOneName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsHeader.For(new([new("w", [1]), new("w", [1])]), new Dictionary<string, string>()));
        Assert.Throws<ArgumentException>(() => SafetensorsHeader.For(new([new("__metadata__", [1])]), new Dictionary<string, string>()));
    }

    [Fact]
    public async Task Parse_ReadsWhatForWrote()
    {
        var bytes = SafetensorsHeader.For(Layout, Metadata);
        var stream = new MemoryStream([.. bytes, .. new byte[9 * 4]]);

        var header = await SafetensorsHeader.Parse(stream);

        Assert.Equal(bytes.Length, stream.Position);
        Assert.Equal(Layout, header.Layout);
        Assert.Equal(Metadata.OrderBy(m => m.Key, StringComparer.Ordinal), header.Metadata);
        Assert.Equal((bytes.Length, bytes.Length + 36L), (header.Length, header.FileLength));
        Assert.Equal(Layout, SafetensorsHeader.Parse(bytes).Layout);
        header.RequireFileLength(stream.Length);
        Assert.Throws<SafetensorsException>(() => header.RequireFileLength(stream.Length + 1));
    }

    [Fact]
    public void Parse_AnyLayout_RoundTrips() =>
        Gen.Select(Gen.String, Gen.Int[1, 50].Array[0, 4]).Array[0, 8].Sample(tensors =>
        {
            var layout = new ModelLayout([.. tensors.Where(t => t.Item1 != "__metadata__" && IsText(t.Item1)).DistinctBy(t => t.Item1).Select(t => new TensorSpec(t.Item1, [.. t.Item2]))]);
            return SafetensorsHeader.Parse(SafetensorsHeader.For(layout, Metadata)).Layout.Equals(layout);
        });

    [Fact]
    public void Parse_TensorsListedOutOfOrder_FollowsTheBytes() =>
        Assert.Equal(["a", "b"], Parse("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""").Layout.Tensors.Select(t => t.Name));

    [Theory]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", "dtype F16")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,4]}}""", "dtype 7")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "no dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "Bytes 0 to 4 belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "Bytes 4 to 8 belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'b' overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "not JSON as safetensors has it")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}""", "takes 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "takes 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "dimension of 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "none negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", "larger than any file")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "list of numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "does not know")]
    [InlineData("""{"a":7}""", "must be an object")]
    [InlineData("""{"__metadata__":7}""", "object of strings")]
    [InlineData("""{"__metadata__":{"a":7}}""", "'a' must be a string")]
    [InlineData("""{"a":""", "not JSON")]
    [InlineData("""{} x""", "not JSON")]
    [InlineData(""" {}""", "does not begin with '{'")]
    [InlineData("""[]""", "does not begin with '{'")]
    [InlineData("", "does not begin with '{'")]
    public void Parse_OutOfOrder_SaysWhatIsWrong(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<SafetensorsException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "too few")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{' }, "ends before")]
    [InlineData(new byte[] { 1, 225, 245, 5, 0, 0, 0, 0 }, "claims 100000001 bytes")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "Is this a safetensors file?")]
    public async Task Parse_NoHeader_SaysWhatIsWrong(byte[] file, string expected)
    {
        Assert.Contains(expected, Assert.Throws<SafetensorsException>(() => SafetensorsHeader.Parse(file)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SafetensorsException>(() => SafetensorsHeader.Parse(new MemoryStream(file)));
    }

    [Fact]
    public void Parse_HeaderCutAnywhere_IsRefused()
    {
        var bytes = SafetensorsHeader.For(Layout, Metadata);

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<SafetensorsException>(() => SafetensorsHeader.Parse(bytes.AsSpan(0, length)));
    }

    private static SafetensorsHeader Parse(string json)
    {
        var bytes = new byte[8 + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        Encoding.UTF8.GetBytes(json, bytes.AsSpan(8));
        return SafetensorsHeader.Parse(bytes);
    }

    // Half a surrogate pair has no UTF-8.
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
