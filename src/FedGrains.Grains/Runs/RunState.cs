using FedGrains.Core.Runs;

namespace FedGrains.Grains.Runs;

public sealed record RunState
{
    public Run? Run { get; init; }
}
