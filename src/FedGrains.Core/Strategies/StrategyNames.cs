using System.Collections.Immutable;

namespace FedGrains.Core.Strategies;

/// <summary>The server steps a run may name.</summary>
public static class StrategyNames
{
    /// <summary>Federated averaging (McMahan et al. 2017).</summary>
    public const string FedAvg = "fedAvg";

    /// <summary>Federated averaging with a proximal term at the sites (Li et al. 2020).</summary>
    public const string FedProx = "fedProx";

    /// <summary>Federated averaging with server momentum (Hsu, Qi and Brown 2019).</summary>
    public const string FedAvgM = "fedAvgM";

    /// <summary>Adagrad at the server (Reddi et al. 2021).</summary>
    public const string FedAdagrad = "fedAdagrad";

    /// <summary>Adam at the server (Reddi et al. 2021).</summary>
    public const string FedAdam = "fedAdam";

    /// <summary>Yogi at the server (Reddi et al. 2021).</summary>
    public const string FedYogi = "fedYogi";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } = [FedAvg, FedProx, FedAvgM, FedAdagrad, FedAdam, FedYogi];
}
