using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;
using RoundTask = FedGrains.Privacy.SecureAggregation.RoundTask;

namespace FedGrains.Site.Tests.Masking;

public sealed class MaskedUpdateStreamTests
{
    private static readonly MaskingTask Masking = new(Clip: 8, LargestCohort: 3, WeightCap: 64, RingBits: 32);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public void Read_InAnyPieces_IsTheMaskedVector(int piece)
    {
        const int Lanes = 70_000;
        using var masks = Masks(Lanes);
        var expected = Input(Lanes).Mask(masks.Masks).Words.ToArray();
        var reached = 0L;
        using var stream = new MaskedUpdateStream(masks.Mask(Input(Lanes)), Lanes * sizeof(uint), at => reached = at);

        var read = new List<byte>();
        var buffer = new byte[piece];
        for (int count; (count = stream.Read(buffer)) > 0;) read.AddRange(buffer.AsSpan(0, count));

        Assert.Equal(expected, MemoryMarshal.Cast<byte, uint>(CollectionsMarshal.AsSpan(read)).ToArray());
        Assert.Equal(Lanes * sizeof(uint), reached);
    }

    // Of the vector there is one copy, which is masked where it lies.
    [Fact]
    public void Read_TakesNoMemoryThatGrowsWithTheVector()
    {
        Allocated(1 << 16);

        Assert.InRange(Allocated(1 << 23) - Allocated(1 << 18), 0, 1 << 16);
    }

    // On this thread alone: other tests allocate meanwhile.
    private static long Allocated(int lanes)
    {
        using var masks = Masks(lanes);
        using var input = Input(lanes);
        var buffer = new byte[1 << 20];
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var stream = new MaskedUpdateStream(masks.Mask(input), (long)lanes * sizeof(uint), _ => { });
        while (stream.Read(buffer) > 0) ;

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static NoisedUpdate Input(int lanes)
    {
        var quantiser = Masking.Quantiser();
        Assert.Null(new RawUpdate(PeerSite.Change(lanes - 1, 0.5f), new float[lanes - 1]).Clip(quantiser.Bounds, out var clipped));
        using var seed = SecretBytes.CopyOf(new byte[32]);

        return clipped!.WithoutNoise(quantiser, 40, seed);
    }

    // Three sites, and the masks of the second: of each kind there is one.
    private static RoundMasks Masks(int lanes)
    {
        ImmutableArray<PeerSite> sites = [new("cardiff"), new("oxford"), new("york")];
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new EcdsaStatementSigner(key);
        var roster = Roster.First(FederationName.Parse("hearts"), P256Point.FromSpki(key.ExportSubjectPublicKeyInfo()), sites.Select(s => s.Member));
        foreach (var site in sites) site.Pin(roster);

        var setup = BatchSetup.Open(SignedRoster.Of(roster, sites.Select(s => s.Sign(roster))), new Batch(1, 1), signer);
        for (var phase = 0; phase < 3; phase++)
        {
            foreach (var (to, message) in setup.Outgoing().ToArray()) (setup, _) = setup.Receive(sites.Single(s => s.Id == to).Receive(message).Span);
            setup = setup.Close();
        }

        var task = new RoundTask(default, default, UpdateRing.Bits32, lanes);
        var start = Statement.Sign(AggregationRound.StartOf(setup, 1, task, [0, 1, 2]), signer);

        return sites[1].Masks(AggregationRound.Open(setup, start).Round!.Outgoing().Single(o => o.To == sites[1].Id).Message, task);
    }
}
