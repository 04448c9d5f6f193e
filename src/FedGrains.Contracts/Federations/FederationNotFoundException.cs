namespace FedGrains.Contracts.Federations;

/// <summary>The federation was never created.</summary>
[GenerateSerializer, Alias("fedgrains.federation-not-found")]
public sealed class FederationNotFoundException(string federation)
    : Exception($"There is no federation '{federation}'. Create it first.");
