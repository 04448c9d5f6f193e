using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Models;

internal sealed partial class ModelVersionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Model version {Version}: a report was {Outcome}")]
    private partial void LogAttached(ModelVersionKey version, AttachOutcome outcome);
}
