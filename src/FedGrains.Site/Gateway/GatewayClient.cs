using FedGrains.Protocol.V1;

using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace FedGrains.Site.Gateway;

/// <summary>
/// Everything that can leave the site, as the protocol's own messages: who it is, what it tells of datasets and progress, its
/// signed reports and its updates. Nothing else in the site opens a connection, and nothing here takes a record.
/// </summary>
internal sealed class GatewayClient(GrpcChannel channel, AssertionInterceptor assertions)
{
    private readonly SiteGateway.SiteGatewayClient _stranger = new(channel);
    private readonly SiteGateway.SiteGatewayClient _site = new(channel.Intercept(assertions));

    public async Task<EnrolResponse> Enrol(EnrolRequest request, CancellationToken cancellation) => await _stranger.EnrolAsync(request, cancellationToken: cancellation);

    public AsyncDuplexStreamingCall<SiteMessage, CoordinatorMessage> Connect(CancellationToken cancellation) => _site.Connect(cancellationToken: cancellation);

    public AsyncServerStreamingCall<ModelChunk> Download(DownloadModelRequest request, CancellationToken cancellation) => _site.DownloadModel(request, cancellationToken: cancellation);

    public AsyncDuplexStreamingCall<UploadUpdateRequest, UploadUpdateResponse> Upload(CancellationToken cancellation) => _site.UploadUpdate(cancellationToken: cancellation);

    public async Task<Receipt> Submit(SignedReport evaluation, CancellationToken cancellation) => await _site.SubmitEvaluationAsync(evaluation, cancellationToken: cancellation);

    public async Task Report(ReportFailureRequest failure, CancellationToken cancellation) => await _site.ReportFailureAsync(failure, cancellationToken: cancellation);
}
