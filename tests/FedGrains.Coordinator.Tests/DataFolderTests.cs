namespace FedGrains.Coordinator.Tests;

public sealed class DataFolderTests : TestData
{
    [Fact]
    public async Task Create_FolderOfARunningCoordinator_IsRefused()
    {
        await using var first = await Start(Options);
        var announced = CoordinatorEndpoints.Read(Data);
        var certificate = await File.ReadAllTextAsync(Path.Combine(Data, "tls", "gateway.pem"));
        var other = Options;
        other.PublicHost = "fl.example.org";

        var fault = Assert.Throws<IOException>(() => Create(other));

        Assert.Equal($"Another coordinator works in '{Data}'. Stop it first, or give this one a data folder of its own.", fault.Message);
        Assert.Equal(announced, CoordinatorEndpoints.Read(Data));
        Assert.Equal(certificate, await File.ReadAllTextAsync(Path.Combine(Data, "tls", "gateway.pem")));
    }

    [Fact]
    public async Task Create_FolderOfAStoppedCoordinator_Starts()
    {
        await Pass(Options);
        await Pass(Options);
    }

    [Fact]
    public async Task Create_FolderOfACoordinatorThatCouldNotStart_Starts()
    {
        await using (var first = await Start(Options))
        {
            var taken = Options;
            taken.Data += "-other";
            taken.Listen = new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Authority;
            await using var second = Create(taken);
            await Assert.ThrowsAnyAsync<IOException>(() => second.StartAsync());
        }

        var again = Options;
        again.Data += "-other";
        await Pass(again);
    }

    [Fact]
    public async Task Create_FoldersOfTheirOwn_RunBesideEachOther()
    {
        var other = Options;
        other.Data += "-other";

        await using var first = await Start(Options);
        await using var second = await Start(other);

        Assert.NotEqual(CoordinatorEndpoints.Read(Data)!.Gateway, CoordinatorEndpoints.Read(other.Data)!.Gateway);
    }
}
