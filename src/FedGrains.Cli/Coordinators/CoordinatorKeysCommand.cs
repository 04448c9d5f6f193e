using System.Collections.Immutable;
using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Coordinator;
using FedGrains.Coordinator.Cluster;
using FedGrains.Privacy.Keys;
using FedGrains.Storage;

namespace FedGrains.Cli.Coordinators;

/// <summary><c>fedgrains coordinator keys</c>: the versions of a key in the coordinator's vault. The keys themselves never leave it.</summary>
internal static class CoordinatorKeysCommand
{
    private const string ClusterKey = "fedgrains-cluster";

    public static Command Create()
    {
        var key = new Option<string>("--key") { Description = $"The key: a federation's name, {ClusterKey}, fedgrains-storage, or fedgrains-audit.", HelpName = "NAME", Required = true };
        var rotate = new Option<bool>("--rotate") { Description = "Add a version, which signs and wraps from now on. Versions before it go on to verify and unwrap." };
        var folder = CommonOptions.Coordinator();

        return new Command("keys", "List the versions of a key in the coordinator's vault, or rotate it.") { key, rotate, folder, CommonOptions.Json() }.OnForeground(async (parse, cancellation) =>
        {
            var versions = await Versions(RunningCoordinator.Find(parse.GetValue(folder)!), parse.GetValue(key)!, parse.GetValue(rotate), cancellation);
            Terminal.Of(parse).Answer(new { key = parse.GetValue(key), versions = versions.Select(v => new { version = v.Key.Version, enabled = v.IsEnabled }) }, terminal => Show(terminal, versions));
            if (parse.GetValue(rotate) && parse.GetValue(key) is ClusterKey) Terminal.Of(parse).Say($"Credentials of applications do not know {versions[^1].Key}: issue them again before a silo starts anew or renews its certificate, which it does within half a week.");
        });
    }

    private static async Task<ImmutableArray<VaultKeyVersion>> Versions(CoordinatorEndpoints coordinator, string key, bool rotate, CancellationToken cancellation)
    {
        try
        {
            return await CoordinatorVault.Use(coordinator, async vault =>
            {
                // A name that was mistyped would make a key of it.
                if (await vault.Latest(key, cancellation) is null) throw new CommandException($"The vault has no key called '{key}'. A federation's key is called as the federation is; see 'fedgrains federation list'.");
                if (rotate) await vault.Rotate(key, cancellation);

                return await vault.Versions(key, cancellation);
            });
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or KeyVaultException or StorageException)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static void Show(Terminal terminal, ImmutableArray<VaultKeyVersion> versions)
    {
        var table = Tables.Create("version", "state");
        foreach (var version in versions) table.Row(version.Key.ToString(), !version.IsEnabled ? "disabled" : version == versions[^1] ? "signs and wraps" : "verifies and unwraps");
        terminal.Show(table);
    }
}
