using System.Runtime.InteropServices;

using FedGrains.Cli.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;
using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Safetensors;

using RoundTask = FedGrains.Privacy.SecureAggregation.RoundTask;

namespace FedGrains.Cli.Tests.Rounds;

/// <summary>A masked round of four sites that really took place, one of which dropped out, as its evidence in a folder.</summary>
internal sealed class MaskedRoundFolder : IRoundEvidence
{
    private const float BaseValue = 0.5f;

    private static readonly int[] s_survivors = [0, 1, 3];

    private readonly TestFederation _federation = new(4, terms: null);
    private readonly byte[] _transcript;
    private readonly byte[] _base;
    private readonly byte[] _model;

    public MaskedRoundFolder(string strategy = StrategyNames.FedAvg, int ringBits = 32, int features = 6, ulong seed = 7, bool isNoised = false)
    {
        var settings = StrategySettings.Default(strategy);
        var site = Site(ringBits, features, seed, isNoised);
        var header = SafetensorsHeader.ForModel(site.Model.Layout());
        var global = Enumerable.Repeat(BaseValue, (int)site.Model.Layout().ParameterCount).ToArray();
        _base = [.. header, .. MemoryMarshal.AsBytes(global.AsSpan())];
        var start = new BaseModel(0, Digest.Of(_base), _base.Length, header.Length, null);

        Facts = new(RoundFacts.CurrentFormat, new("cardio"), new("first"), 1, site, start, settings, isNoised ? Weighting.Uniform : Weighting.Examples, [], default, default, start);
        foreach (var hosted in _federation.Sites) hosted.Input = Input(site, global, hosted.Index);

        var reader = MaskedVectors.Reader(site.Masking!);
        var task = new RoundTask(Sha256Digest.Parse(start.Digest.Value), Sha256Digest.Of(site.ToConfiguration()), reader.Ring, site.Masking!.Lanes(global.Length));
        var round = _federation.Run(_federation.Open(_federation.Setup(new(1, 2)), 1, task), task, TestFederation.Set(2));
        _transcript = round.Transcript.ToBytes();

        _model = [.. header, .. MemoryMarshal.AsBytes(Step(settings, reader, global).AsSpan())];

        Facts = Facts with
        {
            Contributors = [.. s_survivors.Select(s => new RoundContributor(new(_federation.Sites[s].Id.Value), Examples(s), Digest.Of(Vector(s))))],
            Roster = new(_federation.Pinned.Digest.ToString()),
            Transcript = Digest.Of(_transcript),
            Model = start with { Version = 1, Digest = Digest.Of(_model) },
        };
    }

    public RoundFacts Facts { get; }

    public Digest Roster => Facts.Roster;

    /// <summary>Vectors that are not kept any more.</summary>
    public HashSet<NodeId> Lost { get; } = [];

    /// <summary>Every vector is gone once it was opened, as when the run goes on.</summary>
    public bool LosesWhatItOpened { get; set; }

    public Stream? OpenTranscript() => new MemoryStream(_transcript);

    public Stream? OpenBase() => new MemoryStream(_base);

    public Stream? OpenModel() => new MemoryStream(_model);

    public Stream? OpenVector(RoundContributor contributor)
    {
        if (Lost.Contains(contributor.Node)) return null;
        if (LosesWhatItOpened) Lost.Add(contributor.Node);

        return new MemoryStream(Vector(_federation.Sites.Single(s => s.Id.Value == contributor.Node.Value).Index));
    }

    public void Dispose()
    {
        // All of it is in memory.
    }

    private byte[] Vector(int site) => MemoryMarshal.AsBytes(_federation.Sites[site].Masked.AsSpan()).ToArray();

    private static long Examples(int site) => 10 + site;

    private static SiteTask Site(int ringBits, int features, ulong seed, bool isNoised) => new(
        new("heart-risk"),
        ModelDefinition.Regression(features),
        new(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, 0.1), BatchSize: 4, LocalSteps: 1, LocalEpochs: 0, ProximalTerm: 0),
        FractionBits: 24,
        seed,
        Iteration: 1,
        isNoised ? Noised(features + 1) : new MaskingTask(Clip: 8, LargestCohort: 4, WeightCap: 16, ringBits));

    private static MaskingTask Noised(int parameters)
    {
        var (mechanism, rotation) = (NoiseSizing.For(1, 0.1, 2, 4, parameters), Digest.Of("rotation"u8));
        var quantiser = new DistributedGaussianQuantiser(mechanism, Convert.FromHexString(rotation.Value));

        return new(1, 4, 1, mechanism.Ring.Bits(), new(MaskedVectors.ShareOf(mechanism), null, 2, parameters, quantiser.Lanes, 0.1, quantiser.Rho, rotation));
    }

    private static float[] Trained(float[] global, int site) => [.. global.Select((v, i) => v + ((site + 1) * 0.01f * (i - 2)))];

    private static uint[] Input(SiteTask site, float[] global, int index)
    {
        var (masking, isNoised) = (site.Masking!, site.Masking!.Noise is not null);
        Assert.Null(new RawUpdate(Trained(global, index), global).Clip(isNoised ? ClipBounds.Norm(masking.Clip) : new(masking.Clip), out var clipped));
        using var seed = SecretBytes.CopyOf(site.RoundingSeed(new($"site-{index}")));
        using var update = isNoised ? clipped!.WithNoise(MaskedVectors.NoisyQuantiser(masking), seed) : clipped!.WithoutNoise(MaskedVectors.Quantiser(masking), Examples(index), seed);

        return update.Words.ToArray();
    }

    private float[] Step(StrategySettings settings, ISumReader reader, float[] global)
    {
        var laneWords = reader.Ring.LaneSize() / sizeof(uint);
        var sum = _federation.PlainSum(s_survivors, reader.Ring);
        var (mean, next, strategy) = (new double[global.Length], new float[global.Length], StrategyCatalog.Find(settings.Name));
        reader.Mean(sum.AsSpan(laneWords), 0, s_survivors.Sum(s => Facts.Weighting.Weight(Examples(s))), mean);
        strategy.Step(settings, global, mean, new(new float[global.Length], new float[global.Length]), next);

        return next;
    }
}
