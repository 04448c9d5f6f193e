using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Contracts.Federations;

/// <summary>The names of all federations of a coordinator. There is one, with the key <see cref="Key"/>.</summary>
[GrainInterfaceType("fedgrains.directory")]
public interface IFederationDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "federations";

    /// <summary>Takes a federation in. Safe to repeat.</summary>
    [Alias("record")]
    Task Record(FederationId federation);

    /// <summary>All federations, in the order of their names.</summary>
    [Alias("list")]
    Task<ImmutableArray<FederationId>> List();
}
