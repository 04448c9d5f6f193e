using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Testing;

/// <summary>The gateway's half of the protocol, as its comments have it.</summary>
internal sealed class FakeSiteGateway(FakeCoordinator coordinator) : SiteGateway.SiteGatewayBase
{
    public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context)
    {
        coordinator.Enrolments.Add(request);
        var key = request.PublicKey.ToByteArray();

        if (request.Token != FakeCoordinator.Token) throw Refusal(StatusCode.PermissionDenied, "token: is not an invitation's.");
        if (coordinator.PublicKey is { } known && !known.AsSpan().SequenceEqual(key)) throw Refusal(StatusCode.AlreadyExists, "token: is spent.");

        coordinator.PublicKey = key;
        var node = new NodeKey(new(request.Federation), new(request.Node));

        return coordinator.Verify(SiteStatements.Enrolment(node, request.Token), request.Proof.ToByteArray())
            ? Task.FromResult(new EnrolResponse { Federation = request.Federation, Node = request.Node })
            : throw Refusal(StatusCode.PermissionDenied, "proof: is not by that key.");
    }

    public override async Task Connect(IAsyncStreamReader<SiteMessage> requestStream, IServerStreamWriter<CoordinatorMessage> responseStream, ServerCallContext context)
    {
        await Authenticate(context);
        if (coordinator.ConnectionRefusals.TryDequeue(out var refusal)) throw Refusal(refusal.Status, "authorization: may have been used before.", refusal.Reason);

        await requestStream.MoveNext();
        await responseStream.WriteAsync(new() { Welcome = new() { HeartbeatSeconds = 1 } });
        coordinator.Hellos.Add(requestStream.Current.Hello);

        foreach (var open in coordinator.Open.Values) await responseStream.WriteAsync(new() { Assignment = open });

        var reading = Read(requestStream);

        try
        {
            await foreach (var message in coordinator.Down.Reader.ReadAllAsync(context.CancellationToken)) await responseStream.WriteAsync(message);
        }
        catch (OperationCanceledException)
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task DownloadModel(DownloadModelRequest request, IServerStreamWriter<ModelChunk> responseStream, ServerCallContext context)
    {
        await Authenticate(context);
        coordinator.Downloads.Add(request.Offset);

        var chunk = Math.Max(32, coordinator.Base.Length / 256);

        for (var offset = (int)request.Offset; offset < coordinator.Base.Length; offset += chunk)
        {
            if (offset >= coordinator.CutAfter) throw Cut();
            await responseStream.WriteAsync(new() { Data = UnsafeByteOperations.UnsafeWrap(coordinator.Base.AsMemory(offset, Math.Min(chunk, coordinator.Base.Length - offset))) });
        }
    }

    public override async Task UploadUpdate(IAsyncStreamReader<UploadUpdateRequest> requestStream, IServerStreamWriter<UploadUpdateResponse> responseStream, ServerCallContext context)
    {
        await Authenticate(context);
        await requestStream.MoveNext();
        var signed = requestStream.Current.Open;
        Assert.True(coordinator.Verify(SiteStatements.Report(signed.Report.Span), signed.Signature.ToByteArray()));
        coordinator.Uploads.Add(signed);
        await coordinator.BeforeResume();
        if (coordinator.Refusals.TryDequeue(out var refusal)) throw Refusal(refusal.Status, "round: has closed.", refusal.Reason);

        var report = Report.Parser.ParseFrom(signed.Report);
        var bytes = new MemoryStream();
        bytes.Write(coordinator.Updates.GetValueOrDefault(report.Update.Digest) ?? []);
        coordinator.Offsets.Add(bytes.Length);
        await responseStream.WriteAsync(new() { Resume = new() { Offset = bytes.Length } });

        while (bytes.Length < report.Update.Length && await requestStream.MoveNext())
        {
            var chunk = requestStream.Current.Chunk;
            Assert.Equal(bytes.Length, chunk.Offset);
            bytes.Write(chunk.Data.Span[..Math.Min(chunk.Data.Length, (coordinator.CutAfter ?? int.MaxValue) - (int)bytes.Length)]);
            if (bytes.Length < coordinator.CutAfter || coordinator.CutAfter is null) continue;

            coordinator.Updates[report.Update.Digest] = bytes.ToArray();
            throw Cut();
        }

        coordinator.Updates[report.Update.Digest] = bytes.ToArray();
        Assert.Equal(report.Update.Digest, Digest.Of(bytes.ToArray()).Value);
        coordinator.Open.TryRemove($"{report.Run}/{report.Round}", out _);
        coordinator.Submissions.Add(signed);
        await responseStream.WriteAsync(new() { Receipt = new() { Digest = report.Update.Digest, AcceptedUnixMs = 1 } });
    }

    public override async Task<Receipt> SubmitEvaluation(SignedReport request, ServerCallContext context)
    {
        await Authenticate(context);
        Assert.True(coordinator.Verify(SiteStatements.Report(request.Report.Span), request.Signature.ToByteArray()));
        coordinator.Submissions.Add(request);

        return new() { Digest = Digest.Of(request.Report.Span).Value, AcceptedUnixMs = 1 };
    }

    public override async Task<ReportFailureResponse> ReportFailure(ReportFailureRequest request, ServerCallContext context)
    {
        await Authenticate(context);
        coordinator.Open.TryRemove($"{request.Run}/{request.Round}", out _);
        coordinator.Failures.Add(request);

        return new();
    }

    private async Task Authenticate(ServerCallContext context)
    {
        var token = context.RequestHeaders.GetValue("authorization")!["Bearer ".Length..];
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(coordinator.PublicKey, out _);
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = "hearts/leeds",
            ValidAudience = SiteAssertion.Audience,
            IssuerSigningKey = new ECDsaSecurityKey(key),
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, parameters);

        if (!result.IsValid || (string)result.Claims[SiteAssertion.MethodClaim] != context.Method || !coordinator.UsedAssertions.TryAdd((string)result.Claims["jti"], true))
            throw Refusal(StatusCode.Unauthenticated, "authorization: is not valid.");
    }

    private async Task Read(IAsyncStreamReader<SiteMessage> messages)
    {
        while (await messages.MoveNext())
        {
            if (messages.Current.Progress is { } progress) coordinator.Progress.Add(progress);
            if (messages.Current.Dataset is { } dataset) coordinator.Datasets.Add(dataset);
        }
    }

    private RpcException Cut()
    {
        coordinator.CutAfter = null;

        return new(new Status(StatusCode.Unavailable, "cut off"));
    }

    private static RpcException Refusal(StatusCode code, string sentence, string reason = "test") => new(new Status(code, sentence), [new("fedgrains-reason", reason)]);
}
