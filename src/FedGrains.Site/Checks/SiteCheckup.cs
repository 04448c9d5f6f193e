using System.Net;
using System.Runtime.CompilerServices;

using FedGrains.Site.Configuration;
using FedGrains.Site.Gateway;
using FedGrains.Site.Identity;
using FedGrains.Storage.Checks;
using FedGrains.Training.Devices;

namespace FedGrains.Site.Checks;

/// <summary>Looks at everything that a site needs, before it starts or while it runs.</summary>
public static class SiteCheckup
{
    private const string Configuration = "configuration";
    private const string Identity = "identity";
    private const string Gateway = "coordinator";
    private const string Device = "device";
    private const string Datasets = "datasets";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>The findings, each as soon as it is known.</summary>
    /// <param name="configuration">The site's configuration file.</param>
    /// <param name="clock">This machine's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<Finding> Run(string configuration, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        yield return MachineChecks.Version();
        var (options, fault) = Read(configuration);

        if (options is null)
        {
            yield return Finding.Fault(Configuration, fault!);
            yield break;
        }

        yield return Finding.Good(Configuration, $"'{configuration}' can be read.");
        foreach (var finding in MachineChecks.Folder(options.Data)) yield return finding;
        yield return DeviceOf(options);
        yield return DatasetsOf(options);
        if (await AuditLogChecks.OfSite(Path.Combine(options.Data, SiteFolders.AuditFolder), cancellationToken) is { } audit) yield return audit;
        var (terms, identity) = TermsOf(options, clock);
        yield return identity;
        if (terms is not null) await foreach (var finding in Reach(terms, clock, cancellationToken)) yield return finding;
    }

    private static (SiteOptions? Options, string? Fault) Read(string configuration)
    {
        try
        {
            return (SiteOptions.Load(configuration), null);
        }
        catch (SiteOptionsException e)
        {
            return (null, e.Message);
        }
    }

    private static Finding DeviceOf(SiteOptions options)
    {
        try
        {
            return Finding.Good(Device, $"It trains on '{TorchDevice.Parse(options.Device)}' (device: {options.Device}).");
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            return Finding.Fault(Device, e.Message, e is PlatformNotSupportedException ? null : "The native library of training is missing: install FedGrains whole, for this system.");
        }
    }

    private static Finding DatasetsOf(SiteOptions options) => options.Datasets.FirstOrDefault(d => !File.Exists(d)) is { } missing
        ? Finding.Fault(Datasets, $"There is no definition '{missing}'.", "Write it, or take it out of 'datasets'.")
        : Finding.Good(Datasets, $"{options.Datasets.Length} definitions are named.");

    private static (EnrolmentRecord? Terms, Finding Finding) TermsOf(SiteOptions options, TimeProvider clock)
    {
        try
        {
            var record = EnrolmentRecord.Find(new SiteFolders(options.Data).Enrolment);
            if (record is not null) return (record with { Gateway = options.Gateway ?? record.Gateway }, Finding.Good(Identity, $"It is enrolled as '{record.Node}' in '{record.Federation}'."));

            if (options.Invitation is not { } path) return (null, Finding.Fault(Identity, "The site is not enrolled, and its configuration names no invitation.", "Ask the federation's operator for one, and name it under 'invitation'."));

            var invitation = SiteInvitation.Load(path);
            var terms = new EnrolmentRecord(options.Gateway ?? invitation.Gateway, invitation.Federation, invitation.Node, invitation.CertificateAuthority);

            return invitation.Expires < clock.GetUtcNow()
                ? (terms, Finding.Fault(Identity, $"The invitation ran out on {invitation.Expires:u}.", "Ask the federation's operator for another one."))
                : (terms, Finding.Good(Identity, $"It enrols as '{invitation.Node}' in '{invitation.Federation}' when it starts."));
        }
        catch (Exception e) when (e is SiteIdentityException or IOException or UnauthorizedAccessException)
        {
            return (null, Finding.Fault(Identity, e.Message));
        }
    }

    private static async IAsyncEnumerable<Finding> Reach(EnrolmentRecord terms, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = new HttpClient(GatewayChannel.Handler(terms)) { Timeout = s_patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(terms.Gateway, "/health/live")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var (answer, fault) = await Ask(client, request, terms, cancellationToken);
        using var answered = answer;

        yield return fault ?? Finding.Good(Gateway, $"{terms.Gateway} answers{(terms.CertificateAuthority is null ? ", and nothing on the way is encrypted" : ", with a certificate from the federation's own authority")}.");
        if (answer?.Headers.Date is { } theirs) yield return MachineChecks.Clocks("the coordinator's", theirs, clock.GetUtcNow());
    }

    private static async Task<(HttpResponseMessage? Answer, Finding? Fault)> Ask(HttpClient client, HttpRequestMessage request, EnrolmentRecord terms, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.SendAsync(request, cancellationToken), null);
        }
        catch (HttpRequestException e)
        {
            return (null, Finding.Fault(Gateway, $"{terms.Gateway} is not reached: {e.Message}", MendOf(e, terms)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Finding.Fault(Gateway, $"{terms.Gateway} does not answer in {s_patience.TotalSeconds:0} s.", $"Let this machine open TCP connections to {terms.Gateway.Host}, port {terms.Gateway.Port}: a firewall drops them."));
        }
    }

    private static string MendOf(HttpRequestException fault, EnrolmentRecord terms) => fault.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"Let this machine's DNS know '{terms.Gateway.Host}', or name the address under 'gateway'.",
        HttpRequestError.ConnectionError => $"Let this machine open TCP connections to {terms.Gateway.Host}, port {terms.Gateway.Port}, and ask the operator whether the coordinator runs.",
        HttpRequestError.SecureConnectionError => "Something on the way opens TLS, or the coordinator has another authority now: let the connection pass unopened, or ask the operator for the new ca.pem.",
        HttpRequestError.VersionNegotiationError => "Something on the way does not pass HTTP/2: let the connection pass unopened.",
        _ => "Ask the operator whether the coordinator runs, and look for a proxy on the way.",
    };
}
