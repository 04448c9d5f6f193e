using CsCheck;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

namespace FedGrains.Privacy.Tests.SecureAggregation.Sites;

/// <summary>
/// A site that dies again and again, and a coordinator that tells it everything twice and differently. Here the coordinator has the
/// signatures of all other sites on both lists, more than any quorum allows it: the journal alone has to hold.
/// </summary>
public sealed class CrashTests
{
    private enum Crash
    {
        None,
        BeforeTheStateIsStored,
        AfterTheStateIsStoredBeforeTheReplyIsSent,
        AfterTheReplyIsSent,
    }

    private static readonly Gen<Crash> Crashes = Gen.Int[0, 3].Select(i => (Crash)i);

    // Each of the five steps up to three times, with one of two stories, dying anywhere; then both stories once more.
    private static readonly Gen<(int Step, int Story, Crash Crash)[]> Histories =
        Gen.Select(Gen.Int[0, 1], Crashes).Array[1, 3].Array[5].Select(steps => steps.SelectMany((tries, step) => tries.Select(t => (step, t.Item1, t.Item2))).ToArray())
            .SelectMany(head => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1], Crashes).Array[0, 8].Select(tail => head.Concat(tail).ToArray()));

    private readonly Victim _victim = new();

    [Fact]
    public void AnyHistory_OneInputOneListAndNeverBothSecretsOfANode()
    {
        var released = 0;

        Histories.Sample(history =>
        {
            var run = _victim.Run(history.Select(h => (h.Step, h.Story, (int)h.Crash)));

            Assert.True(run.Uploads.Distinct().Count() <= 1, "Two inputs went out under one mask.");
            Assert.True(run.Lists.Distinct().Count() <= 1, "Two lists were signed.");
            AssertOneSecretEach(run);
            if (run.Releases.Count > 0) Interlocked.Increment(ref released);
        }, iter: 300, threads: 1);

        Assert.True(released > 20, $"Only {released} histories came to a release.");
    }

    // Every point, every way to die there, and afterwards the other story from the beginning.
    [Fact]
    public void EveryPoint_EveryCrash_ThenTheOtherStory_NeverReleasesBoth()
    {
        var released = 0;

        for (var point = 0; point < 5; point++)
        {
            foreach (var crash in Enum.GetValues<Crash>())
            {
                var told = Enumerable.Range(0, point).Select(step => (step, 0, 0)).Append((point, 0, (int)crash));
                var other = Enumerable.Range(0, 5).Select(step => (step, 1, 0));
                var first = Enumerable.Range(0, 5).Select(step => (step, 0, 0));

                var run = _victim.Run([.. told, .. other, .. first]);

                AssertOneSecretEach(run);
                Assert.True(run.Lists.Distinct().Count() <= 1 && run.Uploads.Distinct().Count() <= 1);
                released += run.Releases.Count > 0 ? 1 : 0;
            }
        }

        // All but the one in which the first start was forgotten and the other taken: that story has no other sites.
        Assert.Equal(19, released);
    }

    // What a site says again after a crash is what it said before: the same shares, to the bit.
    [Fact]
    public void Release_Repeated_IsTheSame()
    {
        var run = _victim.Run([.. Enumerable.Range(0, 5).Select(step => (step, 0, 0)), (4, 0, 3), (4, 0, 0), (4, 0, 2), (4, 0, 0)]);

        Assert.Equal(4, run.Releases.Count);
        Assert.All(run.Releases, r => Assert.Equal(run.Releases[0].Shares.Select(s => Convert.ToHexString(s.Value.Span)), r.Shares.Select(s => Convert.ToHexString(s.Value.Span))));
    }

    private static void AssertOneSecretEach(VictimRun run)
    {
        foreach (var owner in run.Releases.SelectMany(r => r.Shares).GroupBy(s => s.Owner)) Assert.Single(owner.Select(s => s.Kind).Distinct());
    }

    private sealed record VictimRun(List<Sha256Digest> Uploads, List<Sha256Digest> Lists, List<ShareRelease> Releases);

    private sealed class Victim
    {
        private readonly TestFederation _federation = new(5);
        private readonly BatchSetup _setup;
        private readonly RoundStart _start;
        private readonly byte[] _fresh;
        private readonly SignedMessage<MaskedUpload>[] _others;

        public Victim()
        {
            _federation.FillInputs(Lies.Length);
            _setup = _federation.Setup(new(1, 1));
            _start = AggregationRound.StartOf(_setup, 1, Lies.Task, Enumerable.Range(0, 5));
            _fresh = Site.Stored;
            _others = [.. Lies.Upload(_federation, _start, [1, 2, 3, 4])];
        }

        private HostedSite Site => _federation.Sites[0];

        public VictimRun Run(IEnumerable<(int Step, int Story, int Crash)> history)
        {
            Site.Restart(_fresh);
            var run = new VictimRun([], [], []);

            foreach (var (step, story, crash) in history)
            {
                var taken = Take(step, story);
                if (taken is null) continue;

                // Dying before the state is stored is as if the step had never been taken.
                if (crash is not (int)Crash.BeforeTheStateIsStored) Site.Keep(taken);
                if (crash is (int)Crash.None or (int)Crash.AfterTheReplyIsSent) Send(run, taken);
                if (crash is not (int)Crash.None) Site.Restart();
            }

            return run;
        }

        private SiteStep? Take(int step, int story) => step switch
        {
            0 => Site.Role.Begin(Lies.Invite(_federation, story == 0 ? _start : _start with { Participants = [0, 1, 2, 3] }), Lies.Task),
            1 => Site.Role.Promise(1, Input(story)),
            2 => Site.Role.State.Journal.Entry(1)?.Input is { } promised ? Site.Role.Upload(1, Masked(promised == Input(0) ? 0 : 1)) : null,
            3 => List(story) is { } list ? Site.Role.Receive(WireMessage.Encode(list)) : null,
            _ => List(story) is { } list ? Site.Role.Receive(Lies.Request(Enumerable.Range(0, 4).Select(s => Signature(s, list)))) : null,
        };

        private static Sha256Digest Input(int story) => Sha256Digest.Of([(byte)story]);

        private static Sha256Digest Masked(int story) => Sha256Digest.Of([(byte)story, 1]);

        // Of a round in which everybody is asked there are two lists: everybody, and everybody but the last.
        private SurvivorList? List(int story) => Site.Role.State.Journal.Entry(1) is { Upload: { } upload, Start: var start } entry && start == _start.Digest
            ? new([Mine(entry, upload), .. _others.Take(story == 0 ? 4 : 3)])
            : null;

        private SignedMessage<MaskedUpload> Mine(JournalEntry entry, Sha256Digest upload) => Statement.Sign(new MaskedUpload(_federation.Scope, 1, entry.Start, 0, upload, Site.Role.State.Journal.Position), _federation.Key(0).Signer);

        private SignedMessage<SurvivorSignature> Signature(int site, SurvivorList list) =>
            Statement.Sign(new SurvivorSignature(_federation.Scope, 1, _start.Digest, list.Digest(_start), site, Site.Role.State.Journal.Position), _federation.Key(site).Signer);

        private static void Send(VictimRun run, SiteStep step)
        {
            switch (WireMessage.Kind(step.Reply.Span))
            {
                case MessageKind.MaskedUpload: run.Uploads.Add(WireMessage.Parse<SignedMessage<MaskedUpload>>(step.Reply.Span).Body.Upload); break;
                case MessageKind.SurvivorSignature: run.Lists.Add(WireMessage.Parse<SignedMessage<SurvivorSignature>>(step.Reply.Span).Body.Survivors); break;
                case MessageKind.ShareRelease: run.Releases.Add(WireMessage.Parse<SignedMessage<ShareRelease>>(step.Reply.Span).Body); break;
            }
        }
    }
}
