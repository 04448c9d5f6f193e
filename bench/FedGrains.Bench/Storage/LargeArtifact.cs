using System.Diagnostics;
using System.Security.Cryptography;

using FedGrains.Azure;
using FedGrains.Cli.Emulators;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Keys;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FedGrains.Bench.Storage;

/// <summary>One artifact through a storage account: the memory that it takes must not grow with it.</summary>
internal static class LargeArtifact
{
    private const int Piece = 1 << 20;
    private const double Mebi = 1 << 20;

    public static async Task<int> Measure(int mebibytes, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-artifact-");

        try
        {
            await using var azurite = await AzuriteServer.Start(Path.Combine(folder.FullName, "azurite"), cancellation);
            using var vault = await FileKeyVault.Open(Path.Combine(folder.FullName, "keys"), new VaultProtection.KeyFile(Path.Combine(folder.FullName, "vault.key")), RandomNumberGenerator.Create(), cancellation);
            await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IKeyVault>(vault)
                .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
                .AddFedGrainsAzureStorage(new() { Storage = new() { ConnectionString = azurite.ConnectionString } }).BuildServiceProvider();
            var artifacts = services.GetRequiredService<IArtifactStore>();

            Console.WriteLine("| MiB | up, MiB/s | down, MiB/s | peak of the process, MiB |");
            Console.WriteLine("| --- | --- | --- | --- |");
            // A small one first: what any costs.
            foreach (var size in new[] { 16, mebibytes }) Console.WriteLine(await Row(artifacts, size, cancellation));

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Row(IArtifactStore artifacts, int mebibytes, CancellationToken cancellation)
    {
        var (digest, up) = await Up(artifacts, mebibytes, cancellation);
        var down = await Down(artifacts, digest, mebibytes, cancellation);
        using var process = Process.GetCurrentProcess();

        return FormattableString.Invariant($"| {mebibytes} | {mebibytes / up.TotalSeconds:0} | {mebibytes / down.TotalSeconds:0} | {process.PeakWorkingSet64 / Mebi:0} |");
    }

    private static async Task<(Digest Digest, TimeSpan Took)> Up(IArtifactStore artifacts, int mebibytes, CancellationToken cancellation)
    {
        var piece = new byte[Piece];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var clock = Stopwatch.StartNew();
        await using var upload = await artifacts.Upload($"bench-{mebibytes}", (long)mebibytes * Piece, cancellation);

        for (var i = 0; i < mebibytes; i++)
        {
            BitConverter.TryWriteBytes(piece, i);
            hash.AppendData(piece);
            await upload.Append(piece, cancellation);
        }

        var digest = Digest.Parse(Convert.ToHexStringLower(hash.GetHashAndReset()));
        await upload.Commit(digest, cancellation);

        return (digest, clock.Elapsed);
    }

    private static async Task<TimeSpan> Down(IArtifactStore artifacts, Digest digest, int mebibytes, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await using var stream = artifacts.Open(digest);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));

        return found == digest.Value ? clock.Elapsed : throw new InvalidOperationException($"The artifact of {mebibytes} MiB came back as another.");
    }
}
