namespace FedGrains.Core.Strategies;

/// <summary>Li et al. 2020: the server's step is FedAvg's; μ goes to the sites' loss.</summary>
internal sealed class FedProx() : FedAvg(new(StrategyNames.FedProx, Mu: 0.01), "mu")
{
    public override double ProximalTerm(StrategySettings settings) => settings.Mu;
}
