using System.Net;

using Microsoft.Extensions.Configuration;

namespace FedGrains.Coordinator.Tests;

public sealed class CoordinatorOptionsTests : TestData
{
    [Theory]
    [InlineData("0.0.0.0:7443", "0.0.0.0", 7443)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("[::]:7443", "::", 7443)]
    [InlineData("[::1]:443", "::1", 443)]
    public void Endpoint_AddressAndPort_IsRead(string listen, string address, int port) =>
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), new CoordinatorOptions { Listen = listen }.Endpoint());

    [Theory]
    [InlineData("")]
    [InlineData("7443")]
    [InlineData(":7443")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("localhost:7443")]
    [InlineData("https://0.0.0.0:7443")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("::1:7443")]
    public void Endpoint_AnythingElse_IsAFaultThatNamesTheSettingAndTheRule(string listen)
    {
        var fault = Assert.Throws<FormatException>(() => new CoordinatorOptions { Listen = listen }.Endpoint());

        Assert.Equal($"Coordinator:Listen: '{listen}' is not an address and a port; write for example 0.0.0.0:7443 or [::]:7443.", fault.Message);
    }

    [Fact]
    public void Create_FaultInTheOptions_TouchesNothing()
    {
        var options = Options;
        options.Listen = "nowhere";

        Assert.Throws<FormatException>(() => Create(options));
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("""{ "Coordinator": { "Limits": { "RefusalsPerMinute": 0 } } }""", "Coordinator:Limits:RefusalsPerMinute must be 1 to 1000000, not 0.")]
    [InlineData("""{ "Coordinator": { "Limits": { "EnrolmentsPerMinute": "many" } } }""", "Failed to convert configuration value 'many' at 'Coordinator:Limits:EnrolmentsPerMinute' to type 'System.Int32'.")]
    public async Task Create_FaultInTheFilesLimits_IsToldInASentence(string file, string sentence)
    {
        var path = $"{Data}.json";
        await File.WriteAllTextAsync(path, file);

        Assert.Equal(sentence, Assert.Throws<FormatException>(() => CoordinatorHost.Create(Options, path)).Message);
    }

    [Fact]
    public void Read_CommandLine_IsTakenOver()
    {
        var options = CoordinatorOptions.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Coordinator:Listen"] = "0.0.0.0:7443", ["Coordinator:Limits:RefusalsPerMinute"] = "7" }).Build());

        Assert.Equal(("0.0.0.0:7443", 7, 300), (options.Listen, options.Limits.RefusalsPerMinute, options.Limits.EnrolmentsPerMinute));
    }

    [Fact]
    public void Read_ValueThatIsNone_IsAFaultThatNamesIt()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Coordinator:OrleansSiloPort"] = "any" }).Build();

        Assert.Contains("Coordinator:OrleansSiloPort", Assert.Throws<FormatException>(() => CoordinatorOptions.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoint_ByDefault_IsOnLoopback() => Assert.Equal(IPAddress.Loopback, new CoordinatorOptions().Endpoint().Address);
}
