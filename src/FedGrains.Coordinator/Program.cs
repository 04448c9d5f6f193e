using FedGrains.Coordinator;
using FedGrains.Storage;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();

try
{
    await CoordinatorHost.RunAsync(CoordinatorOptions.Read(configuration), configuration["config"], CancellationToken.None);

    return 0;
}
catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException or StorageException)
{
    await Console.Error.WriteLineAsync(fault.Message);

    return 1;
}
