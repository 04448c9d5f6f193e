using CsCheck;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Tests;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("cardio-1", "cardio-1")]
    [InlineData("round/cardio", "round%2fcardio")]
    [InlineData("Leeds", "%4ceeds")]
    [InlineData("100%", "100%25")]
    [InlineData("..", "%2e.")]
    [InlineData("ü", "%c3%bc")]
    public void For_IsReadable(string text, string expected) => Assert.Equal(expected, FileNames.For(text));

    [Fact]
    public void For_DifferentText_DiffersAlsoWhereCaseDoesNotCount() =>
        Gen.Select(Gen.String, Gen.String).Where((a, b) => a != b && !(a + b).Any(char.IsSurrogate)).Sample((a, b) =>
            !string.Equals(FileNames.For(a), FileNames.For(b), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void For_AnyText_FitsAFileName() =>
        Gen.String.Array[0, 40].Select(parts => string.Concat(parts)).Sample(text => FileNames.For(text).Length <= 200);
}
