using FedGrains.Protocol.V1;

using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace FedGrains.Site.Gateway;

/// <summary>
/// Everything that can leave the site, as the protocol's own messages: who it is, what it tells of datasets and progress, its
/// signed reports, its updates and its messages of secure aggregation. Nothing else in the site opens a connection, and nothing here takes a record.
/// </summary>
internal sealed class GatewayClient(GrpcChannel channel, AssertionInterceptor assertions, GatewayTransfers transfers)
{
    private readonly SiteGateway.SiteGatewayClient _stranger = new(channel);
    private readonly SiteGateway.SiteGatewayClient _site = new(channel.Intercept(assertions));

    public async Task<EnrolResponse> Enrol(EnrolRequest request, CancellationToken cancellation) => await _stranger.EnrolAsync(request, cancellationToken: cancellation);

    public AsyncDuplexStreamingCall<SiteMessage, CoordinatorMessage> Connect(CancellationToken cancellation) => _site.Connect(cancellationToken: cancellation);

    /// <summary>Receives a round's base model from a byte on, piece by piece.</summary>
    public Task Download(string run, int round, long offset, Action<ReadOnlySpan<byte>> piece, CancellationToken cancellation) => transfers.Receive(run, round, offset, piece, cancellation);

    /// <summary>Asks from which byte on a signed report's update is wanted.</summary>
    public async Task<long> Open(SignedReport report, CancellationToken cancellation) => (await _site.OpenUpdateAsync(report, cancellationToken: cancellation)).Offset;

    /// <summary>Sends a signed report and its update from a byte on.</summary>
    /// <param name="report">The report.</param>
    /// <param name="offset">The first byte to send.</param>
    /// <param name="update">The update, and what seals it.</param>
    /// <param name="sent">Told how many bytes have gone with each piece.</param>
    /// <param name="cancellation">Breaks the call off.</param>
    public Task<Receipt> Upload(SignedReport report, long offset, SealedUpdate update, Action<int> sent, CancellationToken cancellation) =>
        transfers.Send(report, offset, update, sent, cancellation);

    public async Task<Receipt> Submit(SignedReport evaluation, CancellationToken cancellation) => await _site.SubmitEvaluationAsync(evaluation, cancellationToken: cancellation);

    /// <summary>Sends a message of secure aggregation.</summary>
    public async Task Exchange(MaskingMessage message, CancellationToken cancellation) => await _site.ExchangeAsync(message, cancellationToken: cancellation);

    public async Task Report(ReportFailureRequest failure, CancellationToken cancellation) => await _site.ReportFailureAsync(failure, cancellationToken: cancellation);
}
