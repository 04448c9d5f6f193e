using FedGrains.Cli.RunFiles;

namespace FedGrains.Cli.Tests.RunFiles;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("10m", 600)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604_800)]
    [InlineData("0s", 0)]
    [InlineData("01:02:03", 3723)]
    public void Parse_Time_Read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("-10m")]
    [InlineData("10 minutes")]
    [InlineData("10M")]
    [InlineData("1e9d")]
    [InlineData("99999999999d")]
    [InlineData("25:00:00")]
    public void Parse_SomethingElse_Null(string text) => Assert.Null(Duration.Parse(text));
}
