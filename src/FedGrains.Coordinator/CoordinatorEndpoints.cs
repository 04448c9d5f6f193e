using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Coordinator;

/// <summary>Where a running coordinator is reached. It is written to <c>coordinator.json</c> in the data folder, for the command line on the same machine.</summary>
/// <param name="Gateway">What sites dial.</param>
/// <param name="OrleansGateway">What applications and the command line connect to, address and port; null where the process has no silo.</param>
/// <param name="ClusterId">Orleans' cluster.</param>
/// <param name="ServiceId">Orleans' service.</param>
/// <param name="CertificateAuthority">The authority that sites pin, a path; null without TLS.</param>
/// <param name="Data">The data folder, absolute.</param>
/// <param name="Pid">The process.</param>
/// <param name="Config">The file with more configuration that it was started with, absolute; null for none.</param>
/// <param name="Vault">The folder of its vault of keys, absolute; null for the one in the data folder.</param>
/// <param name="Credentials">The command line's credentials, a path; null where the process has no silo.</param>
/// <param name="KeyFile">The file that opens its vault, absolute; null for the one beside the vault.</param>
public sealed record CoordinatorEndpoints(string Gateway, string? OrleansGateway, string ClusterId, string ServiceId, string? CertificateAuthority, string Data, int Pid, string? Config = null, string? Vault = null, string? Credentials = null, string? KeyFile = null)
{
    private const string FileName = "coordinator.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Reads the file of the coordinator in <paramref name="data"/>; null when none has started there.</summary>
    public static CoordinatorEndpoints? Read(string data)
    {
        var path = Path.Combine(data, FileName);

        return File.Exists(path) ? JsonSerializer.Deserialize<CoordinatorEndpoints>(File.ReadAllText(path), Json) : null;
    }

    internal void Write() => PrivateFiles.Write(Path.Combine(Data, FileName), JsonSerializer.Serialize(this, Json));
}
