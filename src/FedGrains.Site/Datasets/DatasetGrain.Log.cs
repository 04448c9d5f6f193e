namespace FedGrains.Site.Datasets;

internal sealed partial class DatasetGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Dataset {Dataset} is registered: {Training} training and {HeldOut} held-out records")]
    private partial void LogRegistered(string dataset, long training, long heldOut);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dataset {Dataset} was not registered: {Faults} faults")]
    private partial void LogRefused(string dataset, int faults);
}
