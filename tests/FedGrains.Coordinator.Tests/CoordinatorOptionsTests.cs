using System.Net;

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

    [Fact]
    public void Endpoint_ByDefault_IsOnLoopback() => Assert.Equal(IPAddress.Loopback, new CoordinatorOptions().Endpoint().Address);
}
