namespace FedGrains.Client;

/// <summary>How an application reaches a coordinator; section <c>FedGrains</c> of its configuration.</summary>
public sealed class FedGrainsClientOptions
{
    /// <summary>The section.</summary>
    public const string Section = "FedGrains";

    /// <summary>The file of credentials, as <c>fedgrains coordinator credentials</c> wrote it. Required.</summary>
    public string? Credentials { get; set; }

    /// <summary>Silos to connect to, address and port, instead of those in the credentials. Not looked at where <c>Orleans:Clustering</c> says how the cluster is found.</summary>
    public string[] Gateways { get; set; } = [];

    /// <summary>How long a call to a grain waits for its answer. Default: 1 minute.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
