using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Protocol.V1;

using Grpc.Core;

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

        foreach (var due in coordinator.Masked?.Due() ?? []) await responseStream.WriteAsync(new() { Masking = due });

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

    public override async Task<OpenUpdateResponse> OpenUpdate(SignedReport request, ServerCallContext context)
    {
        await Authenticate(context);
        coordinator.Questions.Add(request);

        return new() { Offset = coordinator.Updates.GetValueOrDefault(Report.Parser.ParseFrom(request.Report).Update.Digest)?.Length ?? 0 };
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

    public override async Task<MaskingReply> Exchange(MaskingMessage request, ServerCallContext context)
    {
        await Authenticate(context);

        return coordinator.Masked!.Exchange(request) is { } refusal ? throw Refusal(StatusCode.FailedPrecondition, refusal) : new();
    }

    private Task Authenticate(ServerCallContext context) => FakeAuthentication.Require(coordinator, context.RequestHeaders.GetValue("authorization")!, context.Method);

    private async Task Read(IAsyncStreamReader<SiteMessage> messages)
    {
        while (await messages.MoveNext())
        {
            if (messages.Current.Progress is { } progress) coordinator.Progress.Add(progress);
            if (messages.Current.Dataset is { } dataset) coordinator.Datasets.Add(dataset);
        }
    }

    private static RpcException Refusal(StatusCode code, string sentence, string reason = "test") => new(new Status(code, sentence), [new("fedgrains-reason", reason)]);
}
