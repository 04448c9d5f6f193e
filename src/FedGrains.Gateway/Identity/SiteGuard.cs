using FedGrains.Gateway.Limits;
using FedGrains.Gateway.Refusals;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Identity;

/// <summary>
/// Nothing but enrolment is reached without a verified identity, and every refusal is audited. Whoever has proved who they are is never limited: an
/// assertion is looked at however many bad ones came from the same address.
/// </summary>
internal sealed class SiteGuard(SiteAuthenticator authenticator, CallLimiter limiter, RefusalAudit audit, RefusalTally tally)
{
    private const string Enrolment = "/fedgrains.v1.SiteGateway/Enrol";

    /// <summary>Lets a call through to <paramref name="answer"/>, which finds its caller with <see cref="SiteCaller.Of"/>.</summary>
    public async Task<T> Admit<T>(HttpContext call, Func<Task<T>> answer)
    {
        var address = RemoteAddress.Of(call.Connection.RemoteIpAddress);
        var isEnrolment = call.Request.Path == Enrolment;

        if (isEnrolment && !limiter.AllowsEnrolment(address)) throw TooMany(address);

        try
        {
            if (!isEnrolment) (await authenticator.Authenticate(call)).AttachTo(call);

            return await answer();
        }
        catch (RpcException refusal) when (Refusal.Reason(refusal) is { } reason)
        {
            if (SiteCaller.NodeOf(call) is null && !limiter.AllowsRefusal(address)) throw TooMany(address);

            await audit.Record(call, reason, refusal.Status.Detail);
            throw;
        }
    }

    public Task Admit(HttpContext call, Func<Task> answer) => Admit(
        call,
        async () =>
        {
            await answer();
            return true;
        });

    private RpcException TooMany(string address)
    {
        tally.Count(address);

        return Refusal.Of(StatusCode.ResourceExhausted, RefusalTally.Reason, $"address: too many calls came from {address} that are no enrolled site's. Wait a minute, then try again.");
    }
}
