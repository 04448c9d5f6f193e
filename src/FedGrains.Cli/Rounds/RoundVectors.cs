using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Cli.Rounds;

/// <summary>
/// A round's masked vectors, each opened once and held until the end: what was checked is what is summed, also when the run goes on meanwhile and the
/// coordinator keeps them no longer.
/// </summary>
internal sealed class RoundVectors(RoundFacts facts, IRoundEvidence evidence) : IDisposable
{
    private const string Name = "vectors";

    private readonly (RoundContributor Of, Stream? File)[] _vectors = [.. facts.Contributors.Select(c => (c, evidence.OpenVector(c)))];

    /// <summary>Whether they are what their sites signed.</summary>
    public RoundCheck Check(VerifiedRound round)
    {
        foreach (var (contributor, vector) in _vectors)
        {
            if (vector is null) return new(Name, CheckOutcome.NotChecked, $"The masked vector of {contributor.Node} is not kept, so the signatures were checked and the sum was not. The last rounds' are; a run file's secureAggregation.keepMaskedRounds says of how many.");
            if (vector.Length != round.Start.Task.Words * sizeof(uint)) return Fails($"The masked vector of {contributor.Node} has {vector.Length} bytes, and the round's have {round.Start.Task.Words * sizeof(uint)}.");
            if (Sha256Digest.FromHash(SHA256.HashData(vector)) != round.Uploads[new(contributor.Node.Value)]) return Fails($"The masked vector of {contributor.Node} is not the one that it signed.");
        }

        return new(Name, CheckOutcome.Holds, $"The {_vectors.Length} masked vectors are those that their sites signed.");
    }

    /// <summary>The sum of <paramref name="lanes"/> lanes from <paramref name="first"/> on, without masks; for vectors that were checked.</summary>
    public MaskedSum Sum(VerifiedRound round, long first, int lanes)
    {
        var sum = new MaskedSum(round.Start.Task.Ring, lanes, first);
        var words = new uint[sum.Words.Length];

        foreach (var (_, vector) in _vectors)
        {
            vector!.Position = first * round.Start.Task.Ring.LaneSize();
            vector.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
            sum.Add(words);
        }

        round.Plan.RemoveFrom(sum);

        return sum;
    }

    public void Dispose()
    {
        foreach (var (_, vector) in _vectors) vector?.Dispose();
    }

    private static RoundCheck Fails(string sentence) => new(Name, CheckOutcome.Fails, sentence);
}
