using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Grains.Rounds;

public sealed record RoundState
{
    public Round? Round { get; init; }

    public Traffic Traffic { get; init; } = Traffic.None;
}
