using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Gateway;

internal sealed partial class Enrolment
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Enrolled as {Node} in {Federation}; the invitation is not needed any more")]
    private partial void LogEnrolled(NodeId node, FederationId federation);
}
