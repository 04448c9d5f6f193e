using FedGrains.Cli.CommandLine;
using FedGrains.Client.Connections;
using FedGrains.Contracts;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Coordinators;

/// <summary>A connection to a running coordinator, and its grains by their typed keys.</summary>
internal sealed class CoordinatorClient(CoordinatorEndpoints endpoints, OrleansClient client) : IAsyncDisposable
{
    public CoordinatorEndpoints Endpoints => endpoints;

    /// <summary>Connects to the coordinator of a data folder. Throws a <see cref="CommandException"/> when none answers.</summary>
    public static async Task<CoordinatorClient> Connect(string folder, CancellationToken cancellation)
    {
        var endpoints = RunningCoordinator.Find(folder);
        var client = await OrleansClient.Connect(RunningCoordinator.SiloOf(endpoints), endpoints.ClusterId, endpoints.ServiceId, orleans => Secure(orleans, endpoints), cancellation);

        return client is null ? throw RunningCoordinator.Missing(folder) : new(endpoints, client);
    }

    public IFederationDirectoryGrain Directory() => client.Grains.GetGrain<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key);

    public IFederationGrain Federation(FederationId federation) => client.Grains.GetGrain<IFederationGrain>(federation.Value);

    public IRosterGrain Roster(FederationId federation) => client.Grains.GetGrain<IRosterGrain>(federation.Value);

    public INodeGrain Node(NodeKey node) => client.Grains.GetGrain<INodeGrain>(node.ToString());

    public IRunGrain Run(RunKey run) => client.Grains.GetGrain<IRunGrain>(run.ToString());

    public IRoundGrain Round(RoundKey round) => client.Grains.GetGrain<IRoundGrain>(round.ToString());

    public IModelVersionGrain Version(ModelVersionKey version) => client.Grains.GetGrain<IModelVersionGrain>(version.ToString());

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static void Secure(IClientBuilder orleans, CoordinatorEndpoints endpoints)
    {
        orleans.Services.AddFedGrainsContracts();
        orleans.UseMutualTls(new CredentialsIdentity(endpoints.Credentials!));
    }
}
