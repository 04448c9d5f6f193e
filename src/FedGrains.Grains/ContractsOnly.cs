using System.Text;

using FedGrains.Contracts.Federations;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains;

/// <summary>Lets clients call what is in Contracts, and nothing else: not Orleans' management, not the grains that only grains call. Behind the credentials that a connection takes, and not instead of them: who calls is what the caller's message says.</summary>
internal sealed partial class ContractsOnly(ILogger<ContractsOnly> logger) : IIncomingGrainCallFilter
{
    // What Orleans' own client calls: to learn where grains are, to cancel a call, and to read a stream of answers.
    private static readonly string[] s_orleans = ["IClusterManifestSystemTarget", "ICancellationSourcesExtension", "IAsyncEnumerableGrainExtension"];

    // A silo's own client, with which it reads its membership and with which the gateway beside it calls grains.
    private const string OwnClient = "hosted-";

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.SourceId is not { } source || !source.IsClient() || IsOwn(source) || IsForClients(context.InterfaceMethod.DeclaringType)) return context.Invoke();

        LogRefused(context.InterfaceName, context.MethodName, source);
        throw new UnauthorizedAccessException($"{context.InterfaceName}.{context.MethodName} is not for clients. Call the grains in FedGrains.Contracts.");
    }

    private static bool IsOwn(GrainId client) => client.Key.AsSpan().StartsWith(Encoding.ASCII.GetBytes(OwnClient));

    private static bool IsForClients(Type? contract) => contract?.Assembly == typeof(IFederationGrain).Assembly || (contract?.Assembly.GetName().Name?.StartsWith("Orleans.", StringComparison.Ordinal) is true && s_orleans.Contains(contract.Name));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster: {Interface}.{Method} is not for clients, and {Client} called it")]
    private partial void LogRefused(string @interface, string method, GrainId client);
}
