using CsCheck;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

namespace FedGrains.Privacy.Tests.SecureAggregation.Wire;

/// <summary>Parsers of foreign bytes: one form for one message, and a FormatException for everything else.</summary>
public sealed class ParserTests
{
    private static readonly MessageSamples s_samples = new();

    private static readonly Gen<byte[]> Mutated = Gen.Select(Gen.Int[0, s_samples.All.Count - 1], Mutation.Any.Array[1, 3]).Select((i, mutations) => mutations.Aggregate(s_samples.All[i].Bytes, (bytes, mutate) => mutate.On(bytes)));

    [Fact]
    public void Samples_AreOfEveryKind() => Assert.Equal(Enum.GetValues<MessageKind>(), s_samples.All.Select(s => s.Kind).Order());

    [Fact]
    public void EveryKind_ReadAndWritten_IsTheSameBytes() => Assert.All(s_samples.All, s => Assert.Equal(s.Bytes, s.ReadAndWrite(s.Bytes)));

    [Fact]
    public void EveryKind_CutShortOrContinued_IsRefused() => Assert.All(s_samples.All, s =>
    {
        for (var length = 0; length < s.Bytes.Length; length += 1 + (s.Bytes.Length / 200)) Assert.Throws<FormatException>(() => s.ReadAndWrite(s.Bytes[..length]));

        Assert.Throws<FormatException>(() => s.ReadAndWrite([.. s.Bytes, 0]));
    });

    [Fact]
    public void EveryKind_UnderAnotherKindsParser_IsRefused() => Assert.All(s_samples.All, s => Assert.All(s_samples.All.Where(o => o.Kind != s.Kind), o => Assert.Throws<FormatException>(() => o.ReadAndWrite(s.Bytes))));

    [Fact]
    public void EveryKind_OfAnotherVersion_IsRefused() => Assert.All(s_samples.All, s =>
    {
        var other = (byte[])s.Bytes.Clone();
        other[4]++;

        Assert.Throws<FormatException>(() => s.ReadAndWrite(other));
    });

    [Fact]
    public void AnyMutation_IsRefusedOrIsTheOneFormOfWhatItSays() => Gen.Select(Gen.Int[0, s_samples.All.Count - 1], Mutation.Any.Array[1, 3]).Sample((i, mutations) =>
    {
        var bytes = mutations.Aggregate(s_samples.All[i].Bytes, (b, mutate) => mutate.On(b));

        AssertRefusedOrCanonical(s_samples.All[i], bytes);
    }, iter: 4000);

    [Fact]
    public void AnyBytesBehindAPrefix_AreRefusedOrCanonical() => Gen.Select(Gen.Int[0, s_samples.All.Count - 1], Gen.Byte.Array[0, 300]).Sample((i, bytes) =>
        AssertRefusedOrCanonical(s_samples.All[i], [.. s_samples.All[i].Bytes[..WireMessage.PrefixBytes], .. bytes]), iter: 2000);

    // Counts that promise more than there is must not set memory aside.
    [Fact]
    public void HugeCounts_AreRefusedBeforeMemoryIsSetAside()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var sample in s_samples.All)
        {
            for (var at = WireMessage.PrefixBytes; at < Math.Min(sample.Bytes.Length - 4, 400); at++)
            {
                var bytes = (byte[])sample.Bytes[..Math.Min(sample.Bytes.Length, 2000)].Clone();
                bytes.AsSpan(at, 4).Fill(0xff);
                AssertRefusedOrCanonical(sample, bytes);
            }
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 500_000_000);
    }

    [Fact]
    public void Site_AnyBytes_AnswersWithAStep()
    {
        var site = s_samples.Federation.Sites[0].Role;

        Mutated.Sample(bytes =>
        {
            _ = site.Receive(bytes);
            _ = site.Begin(bytes, Lies.Task);
        }, iter: 1500, threads: 1);
    }

    [Fact]
    public void Coordinator_AnyBytes_AnswersWithARefusalOrTheNextState() => Mutated.Sample(bytes =>
    {
        Assert.NotNull(s_samples.Setup.Receive(bytes).Next);
        Assert.NotNull(s_samples.Round.Receive(bytes).Next);
    }, iter: 1500);

    [Fact]
    public void Verifier_AnyTranscript_AnswersWithARefusalOrARound() => Mutation.Any.Array[1, 2].Sample(mutations =>
    {
        var bytes = mutations.Aggregate(s_samples.Round.Transcript.ToBytes(), (b, mutate) => mutate.On(b));

        try
        {
            var (round, refusal) = TranscriptVerifier.Verify(RoundTranscript.Parse(bytes), s_samples.Federation.Pinned.Digest);
            Assert.True(round is null != refusal is null);
        }
        catch (FormatException fault)
        {
            Assert.NotEmpty(fault.Message);
        }
    }, iter: 1000);

    private static void AssertRefusedOrCanonical(MessageSample sample, byte[] bytes)
    {
        byte[] written;

        try
        {
            written = sample.ReadAndWrite(bytes);
        }
        catch (FormatException fault)
        {
            Assert.NotEmpty(fault.Message);
            return;
        }

        Assert.Equal(bytes, written);
    }
}
