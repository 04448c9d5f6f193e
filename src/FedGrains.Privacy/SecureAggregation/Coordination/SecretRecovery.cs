using System.Collections.Immutable;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Puts secrets together from released shares, and compares each with what its owner published.</summary>
internal sealed class SecretRecovery(RoundTranscript transcript, BatchKeys keys)
{
    private readonly SortedSet<int> _liars = [];
    private readonly Dictionary<string, LagrangeWeights> _weights = new(StringComparer.Ordinal);

    private readonly ILookup<int, (int Holder, ReadOnlyMemory<byte> Value)> _shares = transcript.Releases
        .SelectMany(r => r.Body.Shares.Select(s => (s.Owner, Holder: r.Body.Site, s.Value))).ToLookup(s => s.Owner, s => (s.Holder, s.Value));

    /// <summary>Who released a share that is not the one that was dealt.</summary>
    public ImmutableArray<int> Liars => [.. _liars];

    /// <summary>An owner's secret, or null when no polynomial through enough of the shares gives it. The caller disposes it.</summary>
    public SecretBytes? Find(int owner, ShareKind kind)
    {
        var threshold = keys.Graph.Plan.Threshold;
        var released = _shares[owner].OrderBy(s => s.Holder).ToArray();
        if (released.Length < threshold) return null;

        var holders = Array.ConvertAll(released, s => (uint)s.Holder + 1);
        var shares = Array.ConvertAll(released, s => Scalar.FromBytes(s.Value.Span)!.Value);

        return Confirm(owner, kind, Weights(holders.AsSpan(0, threshold)).Combine(shares.AsSpan(0, threshold))) ?? Decode(owner, kind, holders, shares);
    }

    // When the first shares disagree with what was published, the others say which of them are wrong.
    private SecretBytes? Decode(int owner, ShareKind kind, uint[] holders, Scalar[] shares)
    {
        if (ShareDecoding.Decode(holders, shares, keys.Graph.Plan.Threshold) is not { } polynomial || Confirm(owner, kind, polynomial.At(Scalar.Zero)) is not { } secret) return null;

        for (var i = 0; i < holders.Length; i++)
            if (!polynomial.At(Scalar.FromInteger(holders[i])).Equals(shares[i])) _liars.Add((int)holders[i] - 1);

        return secret;
    }

    private SecretBytes? Confirm(int owner, ShareKind kind, Scalar value)
    {
        var secret = SecretBytes.Create(Scalar.Size, value, (bytes, scalar) => scalar.CopyTo(bytes));
        if (IsPublished(owner, kind, secret)) return secret;

        secret.Dispose();

        return null;
    }

    private bool IsPublished(int owner, ShareKind kind, SecretBytes secret)
    {
        var (batch, round) = (transcript.Start.Body.Batch, transcript.Start.Body.Round);

        return kind switch
        {
            ShareKind.SelfMask => transcript.Offers.First(o => o.Body.Site == owner).Body.SeedCommitments[batch.Slot(round)] == Derivation.Commitment(secret.Span, keys.Context, owner, batch.Slot(round)),
            ShareKind.MaskKey => IsKeyOf(secret, keys.Keys.Of(owner)!.MaskKeys[batch.Slot(round)]),
        };
    }

    private static bool IsKeyOf(SecretBytes secret, P256Point published)
    {
        if (Scalar.FromBytes(secret.Span)!.Value.IsZero) return false;

        using var key = new EphemeralKey(secret.Span);

        return key.PublicKey.Equals(published);
    }

    private LagrangeWeights Weights(ReadOnlySpan<uint> holders)
    {
        // In a complete graph the same sites open every secret.
        var name = string.Join(',', holders.ToArray());

        return _weights.TryGetValue(name, out var known) ? known : _weights[name] = new(holders);
    }
}
