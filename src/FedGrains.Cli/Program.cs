using FedGrains.Cli.CommandLine;

using var interrupt = new Interrupt();

return await FedGrainsCommand.Run(args, Console.Out, Console.Error, interrupt.Token);
