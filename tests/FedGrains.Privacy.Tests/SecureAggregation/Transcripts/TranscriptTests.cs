using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

namespace FedGrains.Privacy.Tests.SecureAggregation.Transcripts;

public sealed class TranscriptTests
{
    private readonly TestFederation _federation = new(5);
    private readonly RoundTranscript _transcript;

    public TranscriptTests()
    {
        _federation.FillInputs(Lies.Length);
        var round = _federation.Run(_federation.Open(_federation.Setup(new(1, 2)), 1, Lies.Task), Lies.Task, TestFederation.Set(3));
        _transcript = RoundTranscript.Parse(round.Transcript.ToBytes());
    }

    [Fact]
    public void Verify_WithTheMaskedVectors_AnyoneRecomputesTheSum()
    {
        var (round, refusal) = TranscriptVerifier.Verify(_transcript, _federation.Pinned.Digest);

        Assert.Null(refusal);
        Assert.Equal(["site-000", "site-001", "site-002", "site-004"], round!.Uploads.Keys.Select(k => k.Value));
        Assert.Equal(_federation.PlainSum([0, 1, 2, 4]), round.Recompute(Masked()).Sum!.Words.ToArray());
    }

    [Fact]
    public void Recompute_WithAnotherVectorThanWasSigned_IsRefused()
    {
        var round = TranscriptVerifier.Verify(_transcript, _federation.Pinned.Digest).Round!;
        var masked = Masked();
        var changed = masked[_federation.Sites[1].Id].ToArray();
        changed[7]++;

        Assert.Equal(RefusalKind.WrongShape, round.Recompute(masked.SetItem(_federation.Sites[1].Id, changed)).Refusal?.Kind);
        Assert.Equal(RefusalKind.WrongShape, round.Recompute(masked.Remove(_federation.Sites[1].Id)).Refusal?.Kind);
    }

    [Fact]
    public void Verify_UnderAnotherRoster_IsRefused() => Refused(RefusalKind.UnknownRoster, _transcript, Sha256Digest.Of("other"u8));

    [Fact]
    public void Verify_WithAPartTakenOut_IsRefused()
    {
        Refused(RefusalKind.WrongShape, _transcript with { Offers = _transcript.Offers.RemoveAt(0) });
        Refused(RefusalKind.TooFewSites, _transcript with { Survivors = new(_transcript.Survivors.Uploads.RemoveAt(0)) });
        Refused(RefusalKind.TooFewSites, _transcript with { Signatures = new(_transcript.Signatures.Signatures.RemoveAt(0)) });
        Refused(RefusalKind.WrongSecret, _transcript with { Releases = _transcript.Releases.RemoveAt(0) });
        Refused(RefusalKind.TooFewSites, _transcript with { Keys = new(_transcript.Keys.Advertisements.RemoveRange(0, 2)) });
    }

    [Fact]
    public void Verify_WithAPartChanged_IsRefused()
    {
        var release = _transcript.Releases[1];
        var share = release.Body.Shares[0] with { Value = release.Body.Shares[1].Value };

        Refused(RefusalKind.BadSignature, _transcript with { Start = _transcript.Start with { Body = _transcript.Start.Body with { Task = TestFederation.Task(Lies.Length, "other") } } });
        Refused(RefusalKind.BadSignature, _transcript with { Releases = _transcript.Releases.SetItem(1, release with { Body = release.Body with { Shares = release.Body.Shares.SetItem(0, share) } }) });
        Refused(RefusalKind.BadSignature, _transcript with { Offers = _transcript.Offers.SetItem(0, _transcript.Offers[0] with { Body = _transcript.Offers[0].Body with { SeedCommitments = [default, default] } }) });
    }

    // A release that is changed and signed again by its own site is still not the share that was dealt.
    [Fact]
    public void Verify_WithWrongSharesProperlySigned_IsRefused()
    {
        var release = _transcript.Releases[1].Body;
        var lie = Statement.Sign(release with { Shares = release.Shares.SetItem(0, release.Shares[0] with { Value = release.Shares[1].Value }) }, _federation.Key(release.Site).Signer);

        Refused(RefusalKind.WrongSecret, _transcript with { Releases = _transcript.Releases.SetItem(1, lie) });
    }

    [Fact]
    public void Verify_WithTheStartOfAnotherRound_IsRefused()
    {
        var other = Lies.Sign(_federation, _transcript.Start.Body with { Round = 2 });

        Refused(RefusalKind.Replay, _transcript with { Start = other });
    }

    [Fact]
    public void Transcript_HoldsNoInput()
    {
        var bytes = _transcript.ToBytes().AsSpan();

        foreach (var site in _federation.Sites)
            Assert.Equal(-1, bytes.IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(site.Input.AsSpan(0, 4))));
    }

    private ImmutableDictionary<SiteId, ReadOnlyMemory<uint>> Masked() => _federation.Sites.ToImmutableDictionary(s => s.Id, s => (ReadOnlyMemory<uint>)s.Masked);

    private void Refused(RefusalKind kind, RoundTranscript transcript, Sha256Digest? roster = null)
    {
        var (round, refusal) = TranscriptVerifier.Verify(transcript, roster ?? _federation.Pinned.Digest);

        Assert.Null(round);
        Assert.Equal(kind, refusal?.Kind);
    }
}
