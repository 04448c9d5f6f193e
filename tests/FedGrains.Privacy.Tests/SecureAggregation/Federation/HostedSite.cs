using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>A site as a host runs it: every step is stored, then committed, then its reply may go out.</summary>
internal sealed class HostedSite
{
    private readonly SiteIdentity _identity;

    public HostedSite(int index, RosterSite site, LongTermKey key, PinnedRoster pinned, string seed)
    {
        (Index, _identity) = (index, new(site.Id, key.Public, key.Signer, TestRandomness.Of($"{seed}/{site.Id}")));
        Stored = SiteState.New(site.Id, pinned).ToBytes();
        Role = new(_identity, SiteState.Parse(Stored));
    }

    public int Index { get; }

    public SiteId Id => _identity.Site;

    public SecureAggregationSite Role { get; private set; }

    /// <summary>What the host's disk holds.</summary>
    public byte[] Stored { get; private set; }

    public uint[] Input { get; set; } = [];

    public uint[] Masked { get; private set; } = [];

    /// <summary>Stores and commits a step, and gives it back.</summary>
    public SiteStep Keep(SiteStep step)
    {
        Stored = step.Next.ToBytes();
        Role.Commit(step);

        return step;
    }

    public SiteStep Receive(ReadOnlyMemory<byte> message) => Keep(Role.Receive(message.Span));

    public SiteStep Begin(ReadOnlyMemory<byte> invitation, RoundTask trained) => Keep(Role.Begin(invitation.Span, trained));

    /// <summary>Promises the input, masks it in pieces and states what was uploaded.</summary>
    public SiteStep Upload(ulong round, int piece = 100)
    {
        var promised = Keep(Role.Promise(round, VectorDigest.Of(Input)));
        if (promised.Refusal is not null) return promised;

        Masked = (uint[])Input.Clone();
        using var masks = Role.Masks(round);
        for (var at = 0; at < Masked.Length; at += piece) masks.Apply(at, Masked.AsSpan(at, Math.Min(piece, Masked.Length - at)));

        return Keep(Role.Upload(round, VectorDigest.Of(Masked)));
    }

    /// <summary>The process dies and starts again from what is stored, or from an older copy of it.</summary>
    public void Restart(byte[]? copy = null)
    {
        Stored = copy ?? Stored;
        Role = new(_identity, SiteState.Parse(Stored));
    }
}
