using System.Net;

using FedGrains.Gateway.Limits;

namespace FedGrains.Coordinator;

/// <summary>What a coordinator on one machine is started with; section <c>Coordinator</c> of its configuration.</summary>
public sealed class CoordinatorOptions
{
    public const string Section = "Coordinator";

    /// <summary>The folder that holds everything durable. Default: <c>fedgrains-data/coordinator</c>.</summary>
    public string Data { get; set; } = Path.Combine("fedgrains-data", "coordinator");

    /// <summary>Where sites reach the gateway, address and port; port 0 takes any free one. Default: <c>127.0.0.1:7443</c>.</summary>
    public string Listen { get; set; } = "127.0.0.1:7443";

    /// <summary>The name or address that sites dial, when it differs from <see cref="Listen"/>; it stands in the certificate.</summary>
    public string? PublicHost { get; set; }

    /// <summary>Orleans' silo port; 0 takes any free one. Default: 11111.</summary>
    public int OrleansSiloPort { get; set; } = 11111;

    /// <summary>Orleans' port for applications and the command line, on loopback unless <see cref="OpenOrleansGateway"/> says otherwise; 0 takes any free one. Default: 30000.</summary>
    public int OrleansGatewayPort { get; set; } = 30000;

    /// <summary>Serves sites without TLS. Only ever by name, and only for a test bench.</summary>
    public bool Plaintext { get; set; }

    /// <summary>The file that opens the vault of the federations' keys, made at the first start. Kept apart from the data folder it protects a copy of it. Default: <c>vault.key</c> beside the vault's folder.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The folder of the vault of the federations' keys; silos on one machine share one. Default: <c>keys</c> in <see cref="Data"/>. Not used with a vault in the cloud.</summary>
    public string? Vault { get; set; }

    /// <summary>What this process does. Default: everything. Apart, they need storage that processes share.</summary>
    public CoordinatorRoles Roles { get; set; } = CoordinatorRoles.Silo | CoordinatorRoles.Gateway;

    /// <summary>The name of the silo. Default: <c>coordinator</c>.</summary>
    public string SiloName { get; set; } = "coordinator";

    /// <summary>The address under which other silos and clients reach this one. Default: loopback, for silos of one machine.</summary>
    public string OrleansAddress { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>Whether applications and gateways on other machines reach the silo at <see cref="OrleansGatewayPort"/>, with credentials. Default: false, only those of its own machine do.</summary>
    public bool OpenOrleansGateway { get; set; }

    /// <summary>The file that the rest of the configuration came from; null for none.</summary>
    internal string? ConfigFile { get; set; }

    /// <summary>What the gateway takes from callers who have not proved who they are.</summary>
    public GatewayLimits Limits { get; set; } = new();

    /// <summary>The endpoint in <see cref="Listen"/>. Throws a <see cref="FormatException"/> that names the rule.</summary>
    public IPEndPoint Endpoint() => IPEndPoint.TryParse(Listen, out var endpoint) && NamesPort(Listen)
        ? endpoint
        : throw new FormatException($"Coordinator:Listen: '{Listen}' is not an address and a port; write for example 0.0.0.0:7443 or [::]:7443.");

    /// <summary>The address in <see cref="OrleansAddress"/>. Throws a <see cref="FormatException"/> that names the rule.</summary>
    public IPAddress SiloAddress() => IPAddress.TryParse(OrleansAddress, out var address)
        ? address
        : throw new FormatException($"Coordinator:OrleansAddress: '{OrleansAddress}' is not an IP address; write the one that other silos reach this one at, for example 10.0.0.4.");

    /// <summary>The options in a configuration. Throws a <see cref="FormatException"/> that names a value that cannot be read.</summary>
    public static CoordinatorOptions Read(IConfiguration configuration) => configuration.GetSection(Section).Over(new CoordinatorOptions());

    // An IPv6 address without a port parses too, and has colons of its own.
    private static bool NamesPort(string listen) => listen.Count(c => c == ':') == 1 || listen.Contains("]:", StringComparison.Ordinal);
}
