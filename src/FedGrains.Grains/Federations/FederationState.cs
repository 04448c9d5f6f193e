using FedGrains.Core.Federations;

namespace FedGrains.Grains.Federations;

public sealed record FederationState
{
    public Federation? Federation { get; init; }
}
