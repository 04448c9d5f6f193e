using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

using FedGrains.Storage.Auditing;
using FedGrains.Storage.Keys;
using FedGrains.Transparency.Logs;

namespace FedGrains.Bench.Auditing;

/// <summary>How fast entries become durable under signed checkpoints while proofs are made, and how long it takes to verify all of them with nothing but the files and the key.</summary>
internal static class AuditLogSpeed
{
    private const double Mebi = 1 << 20;
    private const int ProofEvery = 100;

    public static async Task<int> Measure(int entries, int[] callers, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-audit-");

        try
        {
            using var vault = await FileKeyVault.Open(Path.Combine(folder.FullName, "keys"), new VaultProtection.KeyFile(Path.Combine(folder.FullName, "vault.key")), RandomNumberGenerator.Create(), cancellation);

            Console.WriteLine("| callers | entries | entries a second, durable | proofs meanwhile |");
            Console.WriteLine("| --- | --- | --- | --- |");
            foreach (var at in callers) Console.WriteLine(await Append(Path.Combine(folder.FullName, $"by-{at}"), vault, entries / callers.Length, at, cancellation));

            Console.WriteLine();
            Console.WriteLine("| entries verified | seconds | MiB on disk | peak of the process, MiB |");
            Console.WriteLine("| --- | --- | --- | --- |");
            foreach (var at in callers) Console.WriteLine(await Verify(FileAuditLogs.FolderOf(Path.Combine(folder.FullName, $"by-{at}"), new("bench")), cancellation));

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Append(string root, FileKeyVault vault, int entries, int callers, CancellationToken cancellation)
    {
        await using var logs = new FileAuditLogs(root, vault, TimeProvider.System);
        var folder = FileAuditLogs.FolderOf(root, new("bench"));
        await logs.Append(Entry(0), cancellation);
        var reader = new LogReader(new FileTiles(folder), FileAuditLogs.KeyOf(folder)!);
        var (next, proofs) = (0, 0);
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref next); n < entries; n = Interlocked.Increment(ref next))
            {
                await logs.Append(Entry(n), cancellation);
                if (n % ProofEvery != 0) continue;

                await reader.Prove(n / 2, cancellation);
                Interlocked.Increment(ref proofs);
            }
        }, cancellation)));

        return string.Create(CultureInfo.InvariantCulture, $"| {callers} | {entries:N0} | {entries / clock.Elapsed.TotalSeconds:N0} | {proofs:N0} |");
    }

    private static async Task<string> Verify(string folder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var checkpoint = await new LogReader(new FileTiles(folder), FileAuditLogs.KeyOf(folder)!).Verify([], null, cancellation);
        var took = clock.Elapsed;
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        using var process = Process.GetCurrentProcess();

        return string.Create(CultureInfo.InvariantCulture, $"| {checkpoint.Size:N0} | {took.TotalSeconds:0.0} | {bytes / Mebi:0} | {process.PeakWorkingSet64 / Mebi:0} |");
    }

    private static AuditEntry Entry(int n) => new(TimeProvider.System.GetUtcNow(), new("bench"), new("northfield"), "update.receive", "done")
    {
        Details = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("run", "heart").Add("round", n.ToString(CultureInfo.InvariantCulture)).Add("digest", Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(n)))),
    };
}
