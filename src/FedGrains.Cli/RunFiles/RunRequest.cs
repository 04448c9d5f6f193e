using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.RunFiles;

/// <summary>What a run file asks for. Without a name, the command chooses one.</summary>
public sealed record RunRequest(RunId? Name, RunConfiguration Configuration);
