using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using FedGrains.Azure;
using FedGrains.Azure.Checks;
using FedGrains.Coordinator.Cluster;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Checks;

namespace FedGrains.Coordinator.Checks;

/// <summary>Looks at everything that a coordinator needs, before it starts or while it runs.</summary>
public static class CoordinatorCheckup
{
    private const string Configuration = "configuration";
    private const string Ports = "ports";
    private const string Authority = "certificate authority";
    private const int WarnDays = 365;

    /// <summary>The findings, each as soon as it is known.</summary>
    /// <param name="options">What the coordinator is started with.</param>
    /// <param name="configFile">Its file with more configuration; null for none.</param>
    /// <param name="clock">This machine's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<Finding> Run(CoordinatorOptions options, string? configFile, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        using var configuration = new ConfigurationManager();
        var (azure, fault) = Read(options, configFile, configuration);
        yield return MachineChecks.Version();
        yield return fault is null ? Finding.Good(Configuration, "It can be read.") : Finding.Fault(Configuration, fault);
        foreach (var finding in MachineChecks.Folder(options.Data)) yield return finding;

        if (azure is null) yield break;

        yield return PortsOf(options);
        if (AuthorityOf(options, clock) is { } authority) yield return authority;
        foreach (var finding in await AuditLogChecks.OfCoordinator(options.Data, cancellationToken)) yield return finding;
        if (azure.Storage.IsUsed) await foreach (var finding in StorageAccountChecks.Run(azure, clock, cancellationToken)) yield return finding;

        await using var services = new ServiceCollection().AddSingleton(clock).AddSingleton<IConfiguration>(configuration).AddCoordinatorVault(options, azure).BuildServiceProvider();
        yield return await VaultChecks.Uses(() => services.GetRequiredService<IKeyVault>(), ClusterAuthority.Key, cancellationToken);
    }

    private static (AzureSettings? Azure, string? Fault) Read(CoordinatorOptions options, string? configFile, ConfigurationManager configuration)
    {
        try
        {
            _ = options.Endpoint();
            _ = options.SiloAddress();
            var azure = configuration.AddCoordinatorDefaults(options, configFile);
            CoordinatorHost.RequireSharedStorage(options, azure);

            return (azure, null);
        }
        catch (Exception e) when (e is FormatException or IOException or InvalidDataException)
        {
            return (null, e.Message);
        }
    }

    private static Finding PortsOf(CoordinatorOptions options)
    {
        if (IsRunning(options.Data)) return Finding.Good(Ports, "A coordinator runs on this folder, and has them.");

        var silo = options.Roles.HasFlag(CoordinatorRoles.Silo);
        IPEndPoint[] wanted = [options.Endpoint(), .. silo ? [new(IPAddress.Loopback, options.OrleansSiloPort), new IPEndPoint(IPAddress.Loopback, options.OrleansGatewayPort)] : Array.Empty<IPEndPoint>()];

        return wanted.FirstOrDefault(e => !IsFree(e)) is { } taken
            ? Finding.Fault(Ports, $"Another process listens at {taken}.", "Stop it, or start the coordinator with --listen, --orleans-silo-port or --orleans-gateway-port.")
            : Finding.Good(Ports, $"{string.Join(", ", wanted.Select(e => e.ToString()))} can be listened at.");
    }

    private static Finding? AuthorityOf(CoordinatorOptions options, TimeProvider clock)
    {
        var path = Path.Combine(options.Data, "tls", "ca.pem");
        if (options.Plaintext || !File.Exists(path)) return null;

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            var left = (certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime).Days;

            return left < WarnDays
                ? Finding.Warning(Authority, $"The authority that sites trust runs out in {left} days.", "Give every site another one: 'Changing the certificate authority' in docs/operations.md.")
                : Finding.Good(Authority, $"It is good for {left} days more.");
        }
        catch (CryptographicException e)
        {
            return Finding.Fault(Authority, $"'{path}' cannot be read: {e.Message}", "Restore it from a backup.");
        }
    }

    private static bool IsRunning(string data)
    {
        try
        {
            new DataFolderLock(data).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool IsFree(IPEndPoint endpoint)
    {
        using var listener = new TcpListener(endpoint);

        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
