using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Protocol.V1;
using FedGrains.Site.Gateway;
using FedGrains.Site.Telemetry;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Safetensors;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>The models that jobs start from, kept by digest: two jobs that start from one model download it once, and a download that was cut off goes on where it was.</summary>
internal sealed class BaseModels(GatewayClient gateway, GatewayRetries retries, IArtifactStore artifacts, SiteInstruments instruments) : IDisposable
{
    private readonly SemaphoreSlim _downloads = new(1);

    /// <summary>Has the model, by downloading it if need be. Returns its length.</summary>
    public async Task<long> Ensure(JobAssignment assignment, JobProgress progress, CancellationToken cancellation)
    {
        await _downloads.WaitAsync(cancellation);

        try
        {
            return await artifacts.Length(assignment.BaseDigest, cancellation)
                ?? await retries.Run(token => Download(assignment, progress, token), cancellation);
        }
        catch (DigestMismatchException)
        {
            throw new SiteTrainingException($"model: the file of version {assignment.BaseVersion} that the gateway sent is not the one that the assignment names ({assignment.BaseDigest}).");
        }
        finally
        {
            _downloads.Release();
        }
    }

    /// <summary>The parameter vector.</summary>
    public async Task<float[]> Read(Digest digest, ModelLayout layout, CancellationToken cancellation)
    {
        await using var file = artifacts.Open(digest);
        await SkipHeader(file, layout, cancellation);

        var parameters = GC.AllocateUninitializedArray<float>(checked((int)layout.ParameterCount));

        // One read call a slice: a stream counts bytes in an int.
        for (var rest = parameters.AsMemory(); !rest.IsEmpty;)
        {
            var slice = rest[..Math.Min(rest.Length, 1 << 22)];
            file.ReadExactly(MemoryMarshal.AsBytes(slice.Span));
            rest = rest[slice.Length..];
            cancellation.ThrowIfCancellationRequested();
        }

        return parameters;
    }

    public void Dispose() => _downloads.Dispose();

    // What the gateway sends is checked by its digest; that it is this model, only the file says.
    private static async Task SkipHeader(Stream file, ModelLayout layout, CancellationToken cancellation)
    {
        try
        {
            var header = await SafetensorsHeader.Parse(file, cancellation);
            header.RequireFileLength(file.Length);

            if (layout.Faults(header.Layout) is { IsEmpty: false } faults) throw new SiteTrainingException($"model: {string.Join(" ", faults)}");
        }
        catch (SafetensorsException fault)
        {
            throw new SiteTrainingException($"model: {fault.Message}");
        }
    }

    private async Task<long> Download(JobAssignment assignment, JobProgress progress, CancellationToken cancellation)
    {
        await using var file = await artifacts.Upload($"model/{assignment.BaseDigest}", assignment.BaseLength, cancellation);
        var request = new DownloadModelRequest { Run = assignment.Run.Value, Round = assignment.Round, Offset = file.Received };
        using var call = gateway.Download(request, cancellation);

        while (await call.ResponseStream.MoveNext(cancellation))
        {
            var data = call.ResponseStream.Current.Data;
            if (file.Received + data.Length > assignment.BaseLength) throw new SiteTrainingException("model: the gateway sent more bytes than the assignment says the file has.");

            await file.Append(data.Memory, cancellation);
            instruments.Downloaded(data.Length);
            progress.Reach(file.Received);
        }

        if (file.Received < assignment.BaseLength) throw new RpcException(new Status(StatusCode.Unavailable, $"The model's download ended at byte {file.Received} of {assignment.BaseLength}."));

        await file.Commit(assignment.BaseDigest, cancellation);

        return assignment.BaseLength;
    }
}
