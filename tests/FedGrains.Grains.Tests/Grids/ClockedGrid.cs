using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>A grid whose grains live by a clock that the test moves.</summary>
public sealed class ClockedGrid : Grid
{
    public ClockedGrid()
        : this(new(new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)))
    {
    }

    private ClockedGrid(FakeTimeProvider clock)
        : base(silos: 1, clock) => Clock = clock;

    public FakeTimeProvider Clock { get; }

    /// <summary>Lets time go by, a second a look, until it holds.</summary>
    internal Task<T> Pass<T>(Func<Task<T>> read, Func<T, bool> holds) => Eventually.Get(
        () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return read();
        },
        holds);
}

[CollectionDefinition(Name)]
public sealed class SharedClockedGrid : ICollectionFixture<ClockedGrid>
{
    public const string Name = "clocked grid";
}
