using FedGrains.Coordinator;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var options = configuration.GetSection(CoordinatorOptions.Section).Get<CoordinatorOptions>() ?? new();

await CoordinatorHost.RunAsync(options, configuration["config"], CancellationToken.None);
