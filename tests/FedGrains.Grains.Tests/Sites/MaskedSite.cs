using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Privacy.SecureAggregation;

using ProtocolTask = FedGrains.Privacy.SecureAggregation.RoundTask;
using UpdateRing = FedGrains.Privacy.Updates.UpdateRing;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>
/// A hospital that masks: the library's own role, hosted as a host must. One thing at a time: each step is stored, then committed, and then its reply is sent, as
/// often as it takes.
/// </summary>
internal sealed class MaskedSite : INodeObserver, IAsyncDisposable
{
    private readonly Grid _grid;
    private readonly NodeKey _node;
    private readonly Channel<Func<Task>> _inbox = Channel.CreateUnbounded<Func<Task>>();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly ConcurrentQueue<Assignment> _putOff = new();
    private readonly Task _life;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SiteIdentity _identity;

    private SecureAggregationSite? _role;
    private byte[]? _stored;

    public MaskedSite(Grid grid, NodeKey node)
    {
        (_grid, _node) = (grid, node);
        PublicKey = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());
        _identity = new(SiteId.Parse(node.Node.Value), P256Point.FromSpki(_key.ExportSubjectPublicKeyInfo()), new EcdsaStatementSigner(_key), RandomNumberGenerator.Create());
        _life = Task.Run(Live);
    }

    public string PublicKey { get; }

    /// <summary>What it does not answer, as if it had gone.</summary>
    public Func<MessageKind, bool> Ignores { get; set; } = _ => false;

    /// <summary>Which work it puts off until <see cref="TakeUp"/>.</summary>
    public Func<Assignment, bool> PutsOff { get; set; } = _ => false;

    /// <summary>What the coordinator refused, and what this site refused.</summary>
    public IEnumerable<string> Refusals => _refusals;

    /// <summary>How many vectors it masked.</summary>
    public int Masked { get; private set; }

    /// <summary>The setups in which it holds all others' shares.</summary>
    public int SetUp { get; private set; }

    /// <summary>Makes a different vector of what was promised and reported.</summary>
    public Action<uint[]> Spoil { get; set; } = _ => { };

    /// <summary>What its report says that its update is.</summary>
    public Func<Digest, Digest> Reports { get; set; } = digest => digest;

    /// <summary>Looks at the work it is given in a masked round.</summary>
    public Action<Assignment> Sees { get; set; } = _ => { };

    /// <summary>What it sends is sent twice.</summary>
    public bool RepeatsItself { get; set; }

    /// <summary>Connects, as a gateway does for it.</summary>
    public async Task Connect()
    {
        var observer = _grid.Cluster.Client.CreateObjectReference<INodeObserver>(this);
        var attachment = await _grid.Get<INodeConnectionGrain>(_node).Attach(Guid.CreateVersion7(), observer, "test", isNew: true);

        foreach (var message in attachment.Told) await Told(message);
        foreach (var assignment in attachment.Work) await Assigned(assignment);
    }

    public Task Assigned(Assignment assignment) => Do(() => PutsOff(assignment) || Ignores(MessageKind.RoundInvitation) ? PutOff(assignment) : Train(assignment));

    /// <summary>Does what it has put off.</summary>
    public void TakeUp()
    {
        (PutsOff, var work) = (_ => false, _putOff.ToArray());
        _putOff.Clear();
        foreach (var assignment in work) Assigned(assignment);
    }

    public Task Told(MaskingMessage message) => Do(() => Take(message));

    public Task Withdrawn(RoundKey round, string reason) => Task.CompletedTask;

    /// <summary>Its machine stops after every step and comes back with what it had stored.</summary>
    public bool RestartsAfterEveryStep { get; set; }

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.Complete();
        await _life;
        _key.Dispose();
    }

    private Task PutOff(Assignment assignment)
    {
        _putOff.Enqueue(assignment);

        return Task.CompletedTask;
    }

    private Task Do(Func<Task> work)
    {
        _inbox.Writer.TryWrite(work);

        return Task.CompletedTask;
    }

    private async Task Live()
    {
        await foreach (var work in _inbox.Reader.ReadAllAsync())
        {
            try
            {
                await work();
            }
            catch (Exception exception)
            {
                // A coordinator that is gone: what is due comes again.
                _refusals.Enqueue(exception.ToString());
            }
        }
    }

    private async Task Take(MaskingMessage message)
    {
        var kind = WireMessage.Kind(message.Message)!.Value;

        if (Ignores(kind)) return;

        if (kind is MessageKind.SignedRoster) await Take(WireMessage.Parse<SignedRoster>(message.Message), message.Message);
        else if (_role is not null) await Answer(message.Run!.Value, Keep(_role.Receive(message.Message)));
    }

    private async Task Take(SignedRoster offered, byte[] bytes)
    {
        var isEnough = offered.JudgeSignatures(_role?.State.Pinned.Roster ?? offered.Roster) is null;

        if (isEnough && _role is null)
        {
            var (pinned, refusal) = PinnedRoster.First(offered, offered.Roster.Digest(), _identity.Site, _identity.Key);
            Assert.Null(refusal);
            _role = new(_identity, SiteState.New(_identity.Site, pinned!));
            _stored = _role.State.ToBytes();
        }
        else if (isEnough)
        {
            Keep(_role!.Receive(bytes));
        }
        else
        {
            var signature = _role is null ? WireMessage.Encode(SignedRoster.Sign(offered.Roster, _identity.Site, _identity.Signer)) : Keep(_role.SignRoster(offered.Roster)).Reply.ToArray();
            if (signature.Length > 0) Expect(await _grid.Get<IRosterGrain>(_node.Federation).Sign(_node.Node, signature));
        }
    }

    private async Task Answer(RunId run, SiteStep step)
    {
        if (step.Reply.IsEmpty) return;

        var reply = step.Reply.ToArray();
        var masking = _grid.Get<IMaskingGrain>(new RunKey(_node.Federation, run));

        for (var times = RepeatsItself ? 2 : 1; times > 0; times--)
        {
            if (step.Progress is SiteProgress.KeysAdvertised or SiteProgress.SharesDealt or SiteProgress.SharesHeld) Expect(await masking.Receive(_node.Node, reply));
            else if (await masking.RoundOf(NumberOf(step, reply)) is { } round) Expect(await _grid.Get<IRoundGrain>(new RoundKey(new(_node.Federation, run), round)).Exchange(_node.Node, reply));
        }
    }

    private static long NumberOf(SiteStep step, byte[] reply) => (long)(step.Progress is SiteProgress.SurvivorsSigned
        ? WireMessage.Parse<SignedMessage<SurvivorSignature>>(reply).Body.Round
        : WireMessage.Parse<SignedMessage<ShareRelease>>(reply).Body.Round);

    private async Task Train(Assignment assignment)
    {
        var round = _grid.Get<IRoundGrain>(assignment.Round);
        var plan = (await round.Describe())!.Plan;

        if (assignment.Invitation is not { } invitation)
        {
            await round.Submit(Hospitals.Submission(plan, _node.Node));
            return;
        }

        Sees(assignment);

        if (_role is null || Begin(assignment, invitation) is not { } number)
        {
            await round.Fail(_node.Node, "It cannot be in this round.");
            return;
        }

        var (words, statement) = Mask(plan, number);
        if (Ignores(MessageKind.MaskedUpload)) return;

        var bytes = MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        var digest = await _grid.Artifacts.Area(plan.UpdateArea).Put(bytes);
        Expect(await round.JudgeUpload(_node.Node, Reports(digest), statement));
        var submission = MaskedUpdates.Submission(plan, _node.Node, bytes, statement);
        submission = submission with { Update = submission.Update! with { Digest = Reports(digest) } };

        for (var times = RepeatsItself ? 2 : 1; times > 0; times--)
            if (await round.Submit(submission) is not (SubmitOutcome.Accepted or SubmitOutcome.Duplicate) and var outcome) _refusals.Enqueue(outcome.ToString());
    }

    private ulong? Begin(Assignment assignment, byte[] invitation)
    {
        var masking = assignment.Site.Masking!;
        var task = new ProtocolTask(
            Sha256Digest.Parse(assignment.Base.Digest.Value), Sha256Digest.Of(assignment.Site.ToConfiguration()), masking.RingBits == 32 ? UpdateRing.Bits32 : UpdateRing.Bits64, masking.Lanes(assignment.Site.Model.Layout().ParameterCount));

        return Keep(_role!.Begin(invitation, task)).Refusal is null ? WireMessage.Parse<RoundInvitation>(invitation).Start.Body.Round : null;
    }

    private (uint[] Words, byte[] Statement) Mask(RoundPlan plan, ulong number)
    {
        var words = MaskedUpdates.Words(_node.Node, plan);
        Spoil(words);
        Assert.Null(Keep(_role!.Promise(number, VectorDigest.Of(words))).Refusal);
        using (var masks = _role.Masks(number)) masks.Apply(0, words);
        Masked++;

        return (words, Keep(_role.Upload(number, VectorDigest.Of(words))).Reply.ToArray());
    }

    private SiteStep Keep(SiteStep step)
    {
        _stored = step.Next.ToBytes();
        _role!.Commit(step);
        if (RestartsAfterEveryStep) _role = new(_identity, SiteState.Parse(_stored));
        if (step.Progress is SiteProgress.SharesHeld) SetUp++;
        if (step.Refusal is { } refusal) _refusals.Enqueue(refusal.Sentence);

        return step;
    }

    private void Expect(MaskingAnswer answer)
    {
        if (answer.Outcome is not ExchangeOutcome.Taken) _refusals.Enqueue(answer.Sentence!);
    }
}
