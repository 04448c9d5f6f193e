using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Coordinator;
using FedGrains.Coordinator.Backups;
using FedGrains.Coordinator.Cluster;
using FedGrains.Privacy.Keys;

namespace FedGrains.Cli.Coordinators;

/// <summary><c>fedgrains coordinator …</c></summary>
internal static class CoordinatorCommands
{
    private static readonly CoordinatorOptions Defaults = new();

    public static Command Create() => new("coordinator", "Run a coordinator: the place that sites dial, which opens rounds and keeps the models.")
    {
        StartVerb(),
        CredentialsVerb(),
        CoordinatorKeysCommand.Create(),
        BackupVerb(),
        RestoreVerb(),
    };

    private static Command BackupVerb()
    {
        var archive = new Option<string>("--out") { Description = "The archive to write.", HelpName = "FILE", Required = true };
        var keyFile = new Option<string>("--key-out") { Description = "Where to put a copy of the file that opens the vault. Keep it apart from the archive.", HelpName = "FILE", Required = true };
        var folder = CommonOptions.Coordinator();

        return new Command("backup", "Write what a coordinator keeps on its disk to an archive. Stop it first.") { archive, keyFile, folder }.OnForeground((parse, cancellation) => Said(async () =>
        {
            var files = await CoordinatorBackup.Write(RunningCoordinator.Find(parse.GetValue(folder)!), parse.GetValue(archive)!, parse.GetValue(keyFile)!, TimeProvider.System, cancellation);
            Terminal.Of(parse).Say($"{files} files are in '{parse.GetValue(archive)}'. Keep '{parse.GetValue(keyFile)}', which opens the vault in it, in another place.");
        }));
    }

    private static Command RestoreVerb()
    {
        var archive = new Option<string>("--from") { Description = "The archive.", HelpName = "FILE", Required = true };
        var keyFile = new Option<string>("--key-file") { Description = "The file that opens its vault.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data") { Description = "The folder to make; it must be empty, or not be there.", HelpName = "DIR", DefaultValueFactory = _ => Defaults.Data };

        return new Command("restore", "Make a coordinator's folder out of a backup, once all of it is verified. Then start the coordinator there.") { archive, keyFile, data }.OnForeground((parse, cancellation) => Said(async () =>
        {
            var files = await CoordinatorBackup.Restore(parse.GetValue(archive)!, parse.GetValue(keyFile)!, parse.GetValue(data)!, cancellation);
            Terminal.Of(parse).Say($"{files} files are in '{parse.GetValue(data)}'. Start the coordinator there: fedgrains coordinator start --data {parse.GetValue(data)}");
        }));
    }

    private static async Task Said(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is BackupException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static Command CredentialsVerb()
    {
        var name = new Option<string>("--name") { Description = "What the application is called.", HelpName = "NAME", Required = true };
        var output = new Option<string>("--out") { Description = "The file to write. Whoever has it is the application.", HelpName = "FILE", Required = true };
        var days = CommonOptions.Integer("--days", "For how many days they are good.", "DAYS", least: 1, most: 3650, otherwise: 90);
        var gateways = new Option<string[]>("--gateway") { Description = "A silo that the application connects to, address and Orleans port; the one that runs here when left out.", HelpName = "ADDRESS:PORT" };
        var folder = CommonOptions.Coordinator();

        return new Command("credentials", "Issue credentials with which an application connects to this coordinator's silos.") { name, output, days, gateways, folder }.OnForeground(async (parse, cancellation) =>
        {
            var coordinator = RunningCoordinator.Find(parse.GetValue(folder)!);
            string[] silos = parse.GetValue(gateways) is { Length: > 0 } given ? given : [RunningCoordinator.SiloOf(coordinator)];

            try
            {
                await ApplicationCredentials.Issue(coordinator, parse.GetValue(name)!, silos, TimeSpan.FromDays(parse.GetValue(days)), parse.GetValue(output)!, cancellation);
            }
            catch (Exception fault) when (fault is FormatException or KeyVaultException)
            {
                throw new CommandException(fault.Message);
            }
        });
    }

    private static Command StartVerb()
    {
        var data = new Option<string>("--data") { Description = "The folder for everything it keeps.", HelpName = "DIR", DefaultValueFactory = _ => Defaults.Data };
        var listen = new Option<string>("--listen") { Description = "Where sites reach it; port 0 takes any free one.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => Defaults.Listen };
        var host = new Option<string>("--public-host") { Description = "The name or address that sites dial, when it is another than it listens on; it stands in the certificate.", HelpName = "HOST" };
        var gatewayPort = Port("--orleans-gateway-port", "The loopback port for these commands and applications", Defaults.OrleansGatewayPort);
        var siloPort = Port("--orleans-silo-port", "The port of its silo", Defaults.OrleansSiloPort);
        var open = new Option<bool>("--open-orleans-gateway") { Description = "Let applications and gateways on other machines connect to the silo, with credentials." };
        var plaintext = new Option<bool>("--plaintext") { Description = "Serve sites without TLS: for a test bench only." };
        var roles = new Option<CoordinatorRoles>("--role") { Description = "What this process does: Silo hosts grains, Gateway serves sites; both when left out. Apart, they need storage that processes share (Azure:Storage in --config).", HelpName = "ROLE", DefaultValueFactory = _ => Defaults.Roles };
        var name = new Option<string>("--silo-name") { Description = "What the silo is called.", HelpName = "NAME", DefaultValueFactory = _ => Defaults.SiloName };
        var address = new Option<string>("--orleans-address") { Description = "The address at which other silos and applications reach this one, with storage that processes share.", HelpName = "ADDRESS", DefaultValueFactory = _ => Defaults.OrleansAddress };
        var vault = new Option<string>("--vault") { Description = "The folder of the vault of keys, which silos of one machine share; 'keys' in the data folder when left out.", HelpName = "DIR" };
        var config = new Option<string>("--config") { Description = "A JSON file with more configuration, such as Orleans:GrainStorage, Azure:Storage or Coordinator:Limits.", HelpName = "FILE" };

        listen.Validators.Add(result =>
        {
            try
            {
                new CoordinatorOptions { Listen = result.GetValueOrDefault<string>() }.Endpoint();
            }
            catch (FormatException)
            {
                result.AddError($"--listen takes an address and a port such as 0.0.0.0:7443, not '{result.GetValueOrDefault<string>()}'.");
            }
        });

        return new Command("start", "Run a coordinator until Ctrl-C or SIGTERM.") { data, listen, host, gatewayPort, siloPort, open, plaintext, roles, name, address, vault, config }.OnForeground((parse, cancellation) =>
        {
            var options = new CoordinatorOptions
            {
                Data = parse.GetValue(data)!,
                Listen = parse.GetValue(listen)!,
                PublicHost = parse.GetValue(host),
                OrleansGatewayPort = parse.GetValue(gatewayPort),
                OrleansSiloPort = parse.GetValue(siloPort),
                OpenOrleansGateway = parse.GetValue(open),
                Plaintext = parse.GetValue(plaintext),
                Roles = parse.GetValue(roles),
                SiloName = parse.GetValue(name)!,
                OrleansAddress = parse.GetValue(address)!,
                Vault = parse.GetValue(vault),
            };

            return Run(options, parse.GetValue(config), cancellation);
        });
    }

    private static async Task Run(CoordinatorOptions options, string? config, CancellationToken cancellation)
    {
        try
        {
            await CoordinatorHost.RunAsync(options, config, cancellation);
        }
        catch (FormatException fault)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static Option<int> Port(string name, string description, int otherwise) =>
        CommonOptions.Integer(name, $"{description}; 0 takes any free one.", "PORT", least: 0, most: 65535, otherwise);
}
