namespace FedGrains.Coordinator.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed class ProcessTests : TestData
{
    [Fact]
    public async Task Start_SamePortsAndFolderAfterAKill_Starts()
    {
        string[] arguments = ["--Coordinator:Data", Data, "--Coordinator:Listen", $"127.0.0.1:{FreePort()}", "--Coordinator:OrleansSiloPort", $"{FreePort()}", "--Coordinator:OrleansGatewayPort", $"{FreePort()}"];

        using var first = CoordinatorProcess.Start(arguments);
        var endpoints = await first.Started(Data);
        await first.Kill();
        using var second = CoordinatorProcess.Start(arguments);

        Assert.Equal(endpoints with { Pid = second.Id }, await second.Started(Data));
    }

    [Fact]
    public async Task Start_FolderOfAnotherProcess_EndsWithASentence()
    {
        await using var first = await Start(Options);

        using var second = CoordinatorProcess.Start("--Coordinator:Data", Data, "--Coordinator:Listen", "127.0.0.1:0", "--Coordinator:OrleansSiloPort", "0", "--Coordinator:OrleansGatewayPort", "0");

        Assert.Equal((1, $"Another coordinator works in '{Data}'. Stop it first, or give this one a data folder of its own.{Environment.NewLine}"), await second.Ended());
    }

    [Fact]
    public async Task Start_FaultInTheOptions_EndsWithASentence()
    {
        using var process = CoordinatorProcess.Start("--Coordinator:Data", Data, "--Coordinator:Listen", "localhost:7443");

        var (code, error) = await process.Ended();

        Assert.Equal(1, code);
        Assert.StartsWith("Coordinator:Listen: 'localhost:7443' is not an address and a port", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortOfAnotherProcess_EndsWithASentence()
    {
        await using var first = await Start(Options);
        var taken = new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Authority;

        using var second = CoordinatorProcess.Start("--Coordinator:Data", $"{Data}-other", "--Coordinator:Listen", taken, "--Coordinator:OrleansSiloPort", "0", "--Coordinator:OrleansGatewayPort", "0");

        var (code, error) = await second.Ended();
        Assert.Equal(1, code);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
    }
}
