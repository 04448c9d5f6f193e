using System.Collections.Immutable;

namespace FedGrains.Site.Configuration;

/// <summary>How a site is set up. Read from a YAML or JSON file, whose folder its paths are relative to.</summary>
public sealed record SiteOptions
{
    /// <summary>The folder that holds everything the site keeps: its key, its grains, its artifacts. One process owns it.</summary>
    public required string Data { get; init; }

    /// <summary>The invitation file; not needed any more once the site is enrolled.</summary>
    public string? Invitation { get; init; }

    /// <summary>The gateway's address, when it is another one than the invitation says.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>Where to train: <c>auto</c> (a GPU where there is one), <c>cpu</c> or <c>cuda</c>. Default: auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Processor threads that one tensor operation may use. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The site's own silo, on loopback. Default: free ports.</summary>
    public OrleansPorts Orleans { get; init; } = new();

    /// <summary>The loopback port of /health/live and /health/ready; 0 picks a free one. Default: none.</summary>
    public int? Health { get; init; }

    /// <summary>Whether an http:// gateway is allowed: nothing on the way is encrypted then. Default: no.</summary>
    public bool Plaintext { get; init; }

    /// <summary>What the site does about secure aggregation. Default: its operator confirms the first roster; plain rounds are allowed.</summary>
    public RosterOptions Roster { get; init; } = new();

    /// <summary>Dataset definitions to register at start.</summary>
    public ImmutableArray<string> Datasets { get; init; } = [];

    /// <summary>Reads a file. Throws a <see cref="SiteOptionsException"/> that lists every fault.</summary>
    public static SiteOptions Load(string path)
    {
        if (!File.Exists(path)) throw new SiteOptionsException($"'{path}'", ["The file does not exist."]);

        return SiteOptionsReader.Read(File.ReadAllText(path), $"'{path}'", Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads text; <paramref name="folder"/> is what paths are relative to. Throws as <see cref="Load"/> does.</summary>
    public static SiteOptions Parse(string text, string folder) => SiteOptionsReader.Read(text, "(text)", folder);

    /// <summary>What is wrong with the options, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Data)) yield return "data: is missing: name the folder that holds what the site keeps.";
        if (Gateway is { } gateway && GatewayAddress.Fault(gateway, Plaintext) is { } fault) yield return $"gateway: {fault}";
        if (Device is not ("auto" or "cpu" or "cuda")) yield return $"device: '{Device}' is not known. Known: auto, cpu, cuda.";
        if (Threads is < 1 or > 1024) yield return $"threads: must be 1 to 1024, not {Threads}.";
        if (!IsPort(Orleans.SiloPort)) yield return $"orleans.siloPort: must be 0 to 65535, not {Orleans.SiloPort}.";
        if (!IsPort(Orleans.GatewayPort)) yield return $"orleans.gatewayPort: must be 0 to 65535, not {Orleans.GatewayPort}.";
        if (Health is { } health && !IsPort(health)) yield return $"health: must be 0 to 65535, not {health}.";
    }

    private static bool IsPort(int port) => port is >= 0 and <= 65535;
}

/// <summary>The loopback ports of the site's silo; 0 picks a free one.</summary>
public sealed record OrleansPorts(int SiloPort = 0, int GatewayPort = 0);
