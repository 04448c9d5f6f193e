using FedGrains.Coordinator;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var options = configuration.GetSection(CoordinatorOptions.Section).Get<CoordinatorOptions>() ?? new();

try
{
    await CoordinatorHost.RunAsync(options, configuration["config"], CancellationToken.None);

    return 0;
}
catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(fault.Message);

    return 1;
}
