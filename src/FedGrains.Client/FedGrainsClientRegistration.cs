using System.Net;
using FedGrains.Client.Connections;
using FedGrains.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace FedGrains.Client;

/// <summary>Connects an application to a coordinator.</summary>
public static class FedGrainsClientRegistration
{
    /// <summary>
    /// Registers an <see cref="IClusterClient"/> that connects when the host starts, by section <c>FedGrains</c> of the configuration. Silos are found at the addresses
    /// there or in the credentials, or as <c>Orleans:Clustering</c> says.
    /// </summary>
    /// <exception cref="FormatException">The section or the file of credentials cannot be used; the message says how to mend it.</exception>
    public static IHostApplicationBuilder AddFedGrainsClient(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Read(builder.Configuration);
        var credentials = ClusterCredentials.Read(options.Credentials!);
        var identity = new CredentialsIdentity(options.Credentials!);

        builder.UseOrleansClient(client =>
        {
            client.Services.AddFedGrainsContracts();
            client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (credentials.ClusterId, credentials.ServiceId));
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = options.ResponseTimeout);
            client.UseMutualTls(identity);
            if (!builder.Configuration.GetSection("Orleans:Clustering").Exists()) client.UseStaticClustering(Gateways(options, credentials));
        });

        return builder;
    }

    private static FedGrainsClientOptions Read(IConfiguration configuration)
    {
        var options = new FedGrainsClientOptions();

        try
        {
            configuration.GetSection(FedGrainsClientOptions.Section).Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            throw new FormatException(fault.Message, fault);
        }

        return options.Credentials is { Length: > 0 }
            ? options
            : throw new FormatException($"{FedGrainsClientOptions.Section}:Credentials is missing: set it to the file that 'fedgrains coordinator credentials --name NAME --out FILE' wrote.");
    }

    private static IPEndPoint[] Gateways(FedGrainsClientOptions options, ClusterCredentials credentials)
    {
        var named = options.Gateways is { Length: > 0 } given ? given : [.. credentials.Gateways];
        if (named.Length == 0) throw new FormatException($"{FedGrainsClientOptions.Section}:Gateways is missing, and the credentials name no silo either: write the address and port of at least one, or configure Orleans:Clustering.");

        return [.. named.Select(n => IPEndPoint.TryParse(n, out var endpoint) && endpoint.Port > 0 ? endpoint : throw new FormatException($"{FedGrainsClientOptions.Section}:Gateways: '{n}' is not an address and a port; write for example 10.0.0.4:30000."))];
    }
}
