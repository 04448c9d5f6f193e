using System.Collections.Immutable;
using System.Security.Cryptography;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Cli.Models;

/// <summary>Copies a version out of the coordinator's artifact store, verified, and writes its manifest beside it.</summary>
internal static class ModelDownload
{
    private const int BufferSize = 1 << 20;

    public static async Task<ModelManifest> Run(CoordinatorClient coordinator, Run run, ModelVersion version, string output, string manifest, CancellationToken cancellation)
    {
        await Copy(coordinator.Endpoints, version.Model.Digest, output, cancellation);

        var reports = await Reports(coordinator.Endpoints, version, output, cancellation);

        var document = await ModelManifest.Of(coordinator, run, version, Path.GetFileName(output), reports);
        await File.WriteAllTextAsync(manifest, Terminal.ToJson(document), cancellation);

        return document;
    }

    /// <summary>Where the manifest goes when nobody says: <c>model.safetensors</c> gets <c>model.manifest.json</c>.</summary>
    public static string ManifestFor(string output) => Path.ChangeExtension(output, "manifest.json");

    /// <summary>Where an attack report goes: <c>model.safetensors</c> gets <c>model.report-1.json</c>.</summary>
    public static string ReportFor(string output, int number) => Path.ChangeExtension(output, $"report-{number}.json");

    private static async Task<ImmutableArray<ManifestReport>> Reports(CoordinatorEndpoints coordinator, ModelVersion version, string output, CancellationToken cancellation)
    {
        var reports = ImmutableArray.CreateBuilder<ManifestReport>();

        foreach (var report in version.AttachedReports)
        {
            var path = ReportFor(output, reports.Count + 1);
            await Copy(coordinator, report.Digest, path, cancellation);
            reports.Add(new(Path.GetFileName(path), report));
        }

        return reports.ToImmutable();
    }

    private static async Task Copy(CoordinatorEndpoints coordinator, Digest digest, string output, CancellationToken cancellation)
    {
        if (!Directory.Exists(coordinator.Data)) throw new CommandException($"The coordinator keeps its models in '{coordinator.Data}', which this machine cannot see. Run this command on the coordinator's machine.");

        await using var artifacts = CoordinatorArtifacts.Open(coordinator);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);

        var draft = $"{output}.{Path.GetRandomFileName()}";

        try
        {
            var copied = await CopyHashed(artifacts.Store, digest, draft, cancellation);

            if (copied != digest) throw new CommandException($"The artifact {digest} has the digest {copied}: the coordinator's disk has changed it. Nothing was written.");

            File.Move(draft, output, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static async Task<Digest> CopyHashed(IArtifactStore store, Digest digest, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = store.Open(digest);
        await using var target = File.Create(path);
        var buffer = new byte[BufferSize];

        for (int count; (count = await source.ReadAsync(buffer, cancellation)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }

        return Digest.FromHash(hash.GetHashAndReset());
    }
}
