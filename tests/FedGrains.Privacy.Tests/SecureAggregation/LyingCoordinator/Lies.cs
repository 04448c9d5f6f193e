using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>What the suite asserts of an honest site that was lied to.</summary>
internal static class Lies
{
    public const int Length = 200;

    public static RoundTask Task { get; } = TestFederation.Task(Length);

    /// <summary>The site refused for this reason, said nothing and remembers nothing.</summary>
    public static void AssertRefused(RefusalKind kind, HostedSite site, SiteStep step)
    {
        Assert.True(step.Refusal is not null, $"The site went along: {step.Progress}.");
        Assert.Equal(kind, step.Refusal.Kind);
        Assert.NotEmpty(step.Refusal.Sentence);
        Assert.Equal(SiteProgress.Refused, step.Progress);
        Assert.True(step.Reply.IsEmpty);
        Assert.Same(site.Role.State, step.Next);
    }

    public static SignedMessage<RoundStart> Sign(TestFederation federation, RoundStart start) => Statement.Sign(start, federation.Coordinator.Signer);

    public static byte[] Invite(TestFederation federation, RoundStart start) => WireMessage.Encode(new RoundInvitation(Sign(federation, start), default));

    /// <summary>Sites begin, mask and upload; returns their statements.</summary>
    public static ImmutableArray<SignedMessage<MaskedUpload>> Upload(TestFederation federation, RoundStart start, IEnumerable<int> sites) =>
    [
        .. sites.Select(s =>
        {
            Assert.Null(federation.Sites[s].Begin(Invite(federation, start), start.Task).Refusal);

            return Read<SignedMessage<MaskedUpload>>(federation.Sites[s].Upload(start.Round));
        }),
    ];

    public static T Read<T>(SiteStep step) where T : IWireMessage<T>
    {
        Assert.Null(step.Refusal);

        return WireMessage.Parse<T>(step.Reply.Span);
    }

    public static byte[] List(ImmutableArray<SignedMessage<MaskedUpload>> uploads, params int[] without) => WireMessage.Encode(new SurvivorList(uploads.RemoveAll(u => without.Contains(u.Body.Site))));

    public static byte[] Request(IEnumerable<SignedMessage<SurvivorSignature>> signatures) => WireMessage.Encode(new UnmaskRequest([.. signatures.OrderBy(s => s.Body.Site)]));

    public static SignedMessage<SurvivorSignature> Signature(HostedSite site, byte[] list) => Read<SignedMessage<SurvivorSignature>>(site.Receive(list));
}
