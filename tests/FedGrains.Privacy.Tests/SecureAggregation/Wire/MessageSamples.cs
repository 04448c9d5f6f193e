using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

namespace FedGrains.Privacy.Tests.SecureAggregation.Wire;

/// <summary>One real message of every kind, from a round in which a site drops out, with its parser.</summary>
internal sealed class MessageSamples
{
    private readonly List<MessageSample> _all = [];

    public MessageSamples()
    {
        Federation = new(4);
        Federation.FillInputs(Lies.Length);
        var invited = BatchSetup.Open(Federation.Signed, new(1, 2), Federation.Coordinator.Signer);
        var advertised = Federation.Exchange(invited, null).Close();
        var dealt = Federation.Exchange(advertised, null).Close();
        Setup = Federation.Exchange(dealt, null);
        Round = Federation.Run(Federation.Open(Setup, 1, Lies.Task), Lies.Task, TestFederation.Set(2));

        Add(Federation.Roster);
        Add(Federation.Signed.Signatures[0]);
        Add(Federation.Signed);
        Add(invited.Invitation);
        Add(Setup.Advertisements[0]);
        Add(Setup.Keys!.Keys);
        Add(Setup.Deliveries[0].Offer);
        Add(Setup.Deliveries[0].Envelopes[0]);
        Add(Setup.Deliveries[0]);
        Add(WireMessage.Parse<ShareBundle>(dealt.Outgoing().First().Message.Span));
        Add(Setup.Receipts[0]);
        Add(Round.Transcript.Start);
        Add(new RoundInvitation(Round.Transcript.Start, Round.Echoes[0]));
        Add(Round.Transcript.Survivors.Uploads[0]);
        Add(Round.Transcript.Survivors);
        Add(Round.Transcript.Signatures.Signatures[0]);
        Add(Round.Transcript.Signatures);
        Add(Round.Transcript.Releases[0]);
        Add(Round.Transcript);
        Add(Federation.Sites[0].Role.State.Journal);
        Add(SiteState.Parse(Federation.Sites[0].Stored));
        Add(Setup);
        Add(Round);
        Add(Round.Unmask().Plan!);
    }

    public TestFederation Federation { get; }

    public BatchSetup Setup { get; }

    public AggregationRound Round { get; }

    public IReadOnlyList<MessageSample> All => _all;

    private void Add<T>(T message) where T : IWireMessage<T> => _all.Add(new(T.Kind, WireMessage.Encode(message), bytes => WireMessage.Encode(WireMessage.Parse<T>(bytes))));
}

/// <summary>A message's bytes, and a parser that writes what it read.</summary>
internal sealed record MessageSample(MessageKind Kind, byte[] Bytes, Func<byte[], byte[]> ReadAndWrite);
