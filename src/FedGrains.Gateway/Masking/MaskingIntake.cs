using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using MaskingMessage = FedGrains.Protocol.V1.MaskingMessage;
using Refusal = FedGrains.Gateway.Refusals.Refusal;

namespace FedGrains.Gateway.Masking;

/// <summary>Takes in a site's messages of secure aggregation and brings each to the grain that waits for it.</summary>
internal sealed class MaskingIntake(IGrainFactory grains)
{
    public async Task<MaskingReply> Receive(SiteCaller caller, MaskingMessage message)
    {
        var answer = await Bring(caller.Node, message);

        return answer.Outcome is ExchangeOutcome.Taken ? new() : throw Refusal.Of(answer.Outcome.ToStatus(), answer.Outcome.ToString(), $"message: {answer.Sentence}");
    }

    private async Task<MaskingAnswer> Bring(NodeKey node, MaskingMessage message)
    {
        if (message.Run.Length == 0) return await grains.GetGrain<IRosterGrain>(node.Federation.Value).Sign(node.Node, message.Message.ToByteArray());
        if (!NameRule.Accepts(message.Run)) throw Refusal.Invalid("bad-run", $"run: '{message.Run}' is not a run. A run's name has {NameRule.Text}.");

        var run = new RunKey(node.Federation, new(message.Run));

        return await Bring(node, run, message.Message);
    }

    private async Task<MaskingAnswer> Bring(NodeKey node, RunKey run, ByteString message)
    {
        var setups = grains.GetGrain<IMaskingGrain>(run.ToString());
        if (RoundOf(message) is not { } number) return await setups.Receive(node.Node, message.ToByteArray());

        return await setups.RoundOf(number) is { } round
            ? await grains.GetGrain<IRoundGrain>(new RoundKey(run, round).ToString()).Exchange(node.Node, message.ToByteArray())
            : new(ExchangeOutcome.NotNow, $"Run {run} has no masked round {number} that is open.");
    }

    // The protocol's number of the round that a survivor's message is for; null for a message of a setup.
    private static long? RoundOf(ByteString message)
    {
        try
        {
            return WireMessage.Kind(message.Span) is MessageKind.SurvivorSignature or MessageKind.ShareRelease ? checked((long)RoundStatement.Read(message.Span).Round) : null;
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw Refusal.Invalid("Malformed", $"message: {fault.Message}");
        }
    }
}
