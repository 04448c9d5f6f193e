using System.Security.Cryptography;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Masking;
using RoundTask = FedGrains.Privacy.SecureAggregation.RoundTask;

namespace FedGrains.Site.Tests.Testing;

/// <summary>Another hospital: the library's role and a key, without a host.</summary>
internal sealed class PeerSite : IDisposable
{
    public const long Examples = 20;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private SecureAggregationSite? _role;

    public PeerSite(string name)
    {
        Id = SiteId.Parse(name);
        Signer = new EcdsaStatementSigner(_key);
        Member = RosterSite.Of(Id, P256Point.FromSpki(_key.ExportSubjectPublicKeyInfo()));
    }

    public SiteId Id { get; }

    public IStatementSigner Signer { get; }

    public RosterSite Member { get; }

    /// <summary>Its masked vector of the last round, and what it was before masking.</summary>
    public uint[] Masked { get; private set; } = [];

    public uint[] Input { get; private set; } = [];

    public RosterSignature Sign(Roster roster) => SignedRoster.Sign(roster, Id, Signer);

    public void Pin(Roster roster) => _role = new(new(Id, Member.Key, Signer, RandomNumberGenerator.Create()), SiteState.New(Id, new(roster, roster.Digest())));

    public ReadOnlyMemory<byte> Receive(ReadOnlyMemory<byte> message) => Keep(_role!.Receive(message.Span));

    /// <summary>Begins a round, trains as everybody does, and masks.</summary>
    public ReadOnlyMemory<byte> Upload(ReadOnlyMemory<byte> invitation, RoundTask task, MaskingTask masking, float change)
    {
        var round = WireMessage.Parse<RoundInvitation>(invitation.Span).Start.Body.Round;
        Keep(_role!.Begin(invitation.Span, task));
        Input = Plain(masking, Change(masking.Noise?.Parameters ?? (int)task.Lanes - 1, change), Examples, SecretBytes.Random(32, RandomNumberGenerator.Create()));
        Keep(_role.Promise(round, VectorDigest.Of(Input)));
        Masked = [.. Input];
        using var masks = _role.Masks(round);
        masks.Apply(0, Masked);

        return Keep(_role.Upload(round, VectorDigest.Of(Masked)));
    }

    /// <summary>Its masks of a round, with an input promised that is of no interest.</summary>
    public RoundMasks Masks(ReadOnlyMemory<byte> invitation, RoundTask task)
    {
        Keep(_role!.Begin(invitation.Span, task));
        Keep(_role.Promise(1, default));

        return _role.Masks(1);
    }

    /// <summary>What an update is before masking, in words: masked, and the mask taken off again, because nothing else gets at them.</summary>
    public static uint[] Plain(MaskingTask masking, float[] change, long weight, SecretBytes seed)
    {
        Assert.Null(new RawUpdate(change, new float[change.Length]).Clip(masking.Noise is null ? masking.Quantiser().Bounds : ClipBounds.Norm(masking.Clip), out var clipped));
        using var update = masking.Noise is null
            ? clipped!.WithoutNoise(masking.Quantiser(), masking.WeightCap == 1 ? 1 : weight, seed)
            : clipped!.WithNoise(masking.NoisyQuantiser(), seed);
        using var stream = new MaskStream(new byte[32]);
        var sum = new MaskedSum(update.Ring, update.Lanes);
        sum.Add(update.Mask([new(stream, IsAdded: true)]).Words);
        sum.Remove(new(stream, IsAdded: true));

        return sum.Words.ToArray();
    }

    public static float[] Change(int parameters, float change) => [.. Enumerable.Repeat(change, parameters)];

    public void Dispose()
    {
        _role?.Dispose();
        _key.Dispose();
    }

    private ReadOnlyMemory<byte> Keep(SiteStep step)
    {
        Assert.Null(step.Refusal);
        _role!.Commit(step);

        return step.Reply;
    }
}
