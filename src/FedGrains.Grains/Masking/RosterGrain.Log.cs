using FedGrains.Core.Identifiers;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Masking;

internal sealed partial class RosterGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Federation {Federation}: roster {Epoch} of {Sites} sites is proposed")]
    private partial void LogProposed(FederationId federation, ulong? epoch, int sites);

    [LoggerMessage(Level = LogLevel.Information, Message = "Federation {Federation}: {Site} signed the roster; in force: {InForce}")]
    private partial void LogSigned(FederationId federation, string site, bool inForce);
}
