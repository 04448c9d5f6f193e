namespace FedGrains.Grains.Tests.Grids;

/// <summary>One grid for all tests that break nothing; each has a federation of its own in it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGrid : ICollectionFixture<Grid>
{
    public const string Name = "shared grid";
}
