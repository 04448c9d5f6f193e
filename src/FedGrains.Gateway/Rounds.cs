using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;

namespace FedGrains.Gateway;

/// <summary>A caller's way to a round: only of its own federation, and only one it was asked in.</summary>
internal static class Rounds
{
    public static string Key(NodeKey caller, string run, int round) => NameRule.Accepts(run) && round >= 1
        ? new RoundKey(new(caller.Federation, new(run)), round).ToString()
        : throw Refusal.Invalid("bad-round", $"run, round: '{run}', {round} is not a round. A run's name has {NameRule.Text}; rounds count from 1.");

    public static async Task<Round> Joined(IRoundGrain grain, NodeKey caller) => await grain.Describe() switch
    {
        null => throw Refusal.NotFound("no-round", $"round: there is no round '{grain.GetPrimaryKeyString()}'."),
        { } round when round.Plan.Member(caller.Node) is null => throw Refusal.Denied("not-in-cohort", $"node: {caller.Node} was not asked in round {round.Plan.Key}."),
        { } round => round,
    };
}
