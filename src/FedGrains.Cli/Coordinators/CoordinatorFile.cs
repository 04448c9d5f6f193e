using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Json;

namespace FedGrains.Cli.Coordinators;

/// <summary>What a running coordinator leaves in its data folder, so that commands on the same machine or share find it.</summary>
/// <param name="Gateway">The address that sites dial.</param>
/// <param name="OrleansGateway">Host and port for Orleans clients.</param>
/// <param name="ClusterId">Orleans' cluster id.</param>
/// <param name="ServiceId">Orleans' service id.</param>
/// <param name="CertificateAuthority">The file of the authority that signed the gateway's certificate; null without TLS.</param>
/// <param name="Data">The data folder.</param>
/// <param name="Pid">The coordinator's process.</param>
internal sealed record CoordinatorFile(string Gateway, string OrleansGateway, string ClusterId, string ServiceId, string? CertificateAuthority, string Data, int Pid)
{
    public const string DefaultFolder = "fedgrains-data/coordinator";
    private const string Name = "coordinator.json";

    /// <summary>Reads the file in a folder. Throws a <see cref="CommandException"/> that says how to start a coordinator.</summary>
    public static CoordinatorFile Load(string folder) => TryLoad(folder) ?? throw NotRunning(folder);

    /// <summary>Reads the file in a folder; null when it is not there, or not all there yet.</summary>
    public static CoordinatorFile? TryLoad(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<CoordinatorFile>(File.ReadAllText(Path.Combine(folder, Name)), CoreJson.Options);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public static CommandException NotRunning(string folder) => new(
        $"No coordinator runs in '{Path.GetFullPath(folder)}'. Start one with: fedgrains coordinator start --data {folder}",
        ExitCode.NotReachable);
}
