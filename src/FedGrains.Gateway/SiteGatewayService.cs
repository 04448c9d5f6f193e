using FedGrains.Contracts.Rounds;
using FedGrains.Gateway.Connections;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Masking;
using FedGrains.Gateway.Refusals;
using FedGrains.Gateway.Updates;
using FedGrains.Protocol.V1;

using Grpc.Core;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway;

/// <summary>The site protocol: who is calling is settled before, what comes of it is decided in the grains.</summary>
internal sealed class SiteGatewayService(
    IGrainFactory grains,
    Enrolment enrolment,
    UpdateUpload upload,
    EvaluationIntake evaluations,
    MaskingIntake masking,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers) : SiteGateway.SiteGatewayBase
{
    private const int LongestReason = 1000;

    public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context) => enrolment.Enrol(request, context.GetHttpContext());

    public override async Task Connect(IAsyncStreamReader<SiteMessage> requestStream, IServerStreamWriter<CoordinatorMessage> responseStream, ServerCallContext context)
    {
        // A connection never ends by itself: without this a stopping gateway would wait for every site to hang up.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);

        await new SiteConnection(Caller(context).Node, grains, loggers.CreateLogger<SiteConnection>()).Run(requestStream, responseStream, ended.Token);
    }

    public override Task<OpenUpdateResponse> OpenUpdate(SignedReport request, ServerCallContext context) => upload.Open(Caller(context), request, context.CancellationToken);

    public override Task<Receipt> SubmitEvaluation(SignedReport request, ServerCallContext context) => evaluations.Receive(Caller(context), request);

    public override Task<MaskingReply> Exchange(MaskingMessage request, ServerCallContext context) => masking.Receive(Caller(context), request);

    public override async Task<ReportFailureResponse> ReportFailure(ReportFailureRequest request, ServerCallContext context)
    {
        var node = Caller(context).Node;
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(node, request.Run, request.Round));
        await Rounds.Joined(round, node);

        if (request.Reason is not { Length: > 0 and <= LongestReason }) throw Refusal.Invalid("bad-reason", $"reason: say why in 1 to {LongestReason} characters.");

        await round.Fail(node.Node, request.Reason);

        return new();
    }

    private static SiteCaller Caller(ServerCallContext context) => SiteCaller.Of(context.GetHttpContext());
}
