namespace FedGrains.Cli.Demo;

/// <summary>What the demonstration was asked to do.</summary>
/// <param name="Data">The folder with the UCI heart-disease files; null for synthetic hospitals.</param>
/// <param name="Rounds">How many rounds to train.</param>
/// <param name="Strategy">The server step by name.</param>
/// <param name="LearningRate">The sites' learning rate, when it is not the strategy's own.</param>
/// <param name="Seed">The run's seed, and that of synthetic patients.</param>
/// <param name="Output">The folder for everything the demonstration writes.</param>
/// <param name="Report">The file for the figures; null for none.</param>
/// <param name="Plaintext">Whether to leave out TLS.</param>
/// <param name="SecureAggregation">Whether the hospitals mask their updates, so that the coordinator sees their sum and no update.</param>
/// <param name="Storage">Where the coordinator keeps everything: null for its own disk, <c>azurite</c> for an emulator of its own, else the connection string of a storage account.</param>
internal sealed record DemoOptions(string? Data, int Rounds, string Strategy, double? LearningRate, ulong Seed, string Output, string? Report, bool Plaintext, bool SecureAggregation, string? Storage)
{
    /// <summary>The name of the emulator.</summary>
    public const string Azurite = "azurite";
}
