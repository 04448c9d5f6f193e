namespace FedGrains.Site.Datasets;

internal sealed partial class ConfiguredDatasets
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The dataset of {Definition} cannot be used. {Fault}")]
    private partial void LogFault(string definition, string fault);
}
