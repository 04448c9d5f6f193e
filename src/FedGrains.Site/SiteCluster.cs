using FedGrains.Core.Json;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Accounting.Ledgers;

using Orleans.Serialization;

namespace FedGrains.Site;

/// <summary>What an Orleans client on the same machine needs to call the site's grains.</summary>
public static class SiteCluster
{
    /// <summary>The silo's cluster id.</summary>
    public const string ClusterId = "fedgrains-site";

    /// <summary>The silo's service id.</summary>
    public const string ServiceId = "fedgrains-site";

    /// <summary>Writes Core's records, and those of the privacy ledger, as JSON, so that neither needs Orleans. The silo and every client call this once.</summary>
    public static IServiceCollection AddFedGrainsSiteContracts(this IServiceCollection services) => services.AddSerializer(serializer =>
        serializer.AddJsonSerializer(IsPlain, CoreJson.Options));

    private static bool IsPlain(Type type) => type.Assembly == typeof(Round).Assembly || (type.Assembly == typeof(PrivacyLedger).Assembly && type.Namespace == typeof(PrivacyLedger).Namespace);
}
