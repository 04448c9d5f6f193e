using FedGrains.Gateway.Refusals;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Identity;

/// <summary>Nothing but enrolment is reached without a verified identity, and every refusal is audited.</summary>
internal sealed class SiteGuard(SiteAuthenticator authenticator, RefusalAudit audit)
{
    public const string Enrolment = "/fedgrains.v1.SiteGateway/Enrol";

    /// <summary>Lets a call through to <paramref name="answer"/>, which finds its caller with <see cref="SiteCaller.Of"/>.</summary>
    public async Task<T> Admit<T>(HttpContext call, Func<Task<T>> answer)
    {
        try
        {
            if (call.Request.Path != Enrolment) (await authenticator.Authenticate(call)).AttachTo(call);

            return await answer();
        }
        catch (RpcException refusal) when (Refusal.Reason(refusal) is { } reason)
        {
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
}
