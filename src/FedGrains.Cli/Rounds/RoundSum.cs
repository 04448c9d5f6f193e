using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Strategies;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Cli.Rounds;

/// <summary>Computes a round's sum again, piece by piece, takes the strategy's step from the base model, and compares what comes out with the model on record.</summary>
internal sealed class RoundSum(RoundFacts facts, IRoundEvidence evidence, VerifiedRound round)
{
    private const int PieceLanes = 1 << 20;

    private readonly UpdateQuantiser _quantiser = facts.Quantiser();
    private readonly IStrategy _strategy = StrategyCatalog.Find(facts.Strategy.Name);
    private readonly byte[] _header = SafetensorsHeader.ForModel(facts.Site.Model.Layout());

    // A strategy's state of earlier rounds is not kept.
    private bool CanStep => _strategy.StateTensors == 0 || facts.Base.ServerState is null;

    public void Check(Action<RoundCheck> add)
    {
        using var model = evidence.OpenBase();
        if (BaseFault(model) is { } missing)
        {
            add(missing);
            return;
        }

        var vectors = facts.Contributors.Select(c => evidence.OpenVector(c)!).ToArray();

        try
        {
            Check(model!, vectors, add);
        }
        catch (InvalidDataException fault)
        {
            add(new("sum", CheckOutcome.Fails, fault.Message));
        }
        finally
        {
            foreach (var vector in vectors) vector.Dispose();
        }
    }

    private RoundCheck? BaseFault(Stream? model)
    {
        if (model is null) return new("model", CheckOutcome.NotChecked, "The base model is not there, so the step from it cannot be taken again.");

        var digest = Digest.FromHash(SHA256.HashData(model));
        var length = _header.Length + ((long)facts.Site.Model.Layout().ParameterCount * sizeof(float));

        return digest != facts.Base.Digest ? new("model", CheckOutcome.Fails, $"The base model's file has digest {digest}, and sites trained from {facts.Base.Digest}.")
            : model.Length != length ? new("model", CheckOutcome.Fails, $"The base model's file has {model.Length} bytes, and a model of that architecture has {length}.")
            : null;
    }

    private void Check(Stream model, Stream[] vectors, Action<RoundCheck> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_header);
        long total = 0;

        for (var lane = 0L; lane < round.Start.Task.Lanes; lane += PieceLanes)
        {
            var sum = Sum(vectors, lane);

            if (lane == 0)
            {
                total = _quantiser.TotalWeight(sum.Words[..(_quantiser.Ring.LaneSize() / sizeof(uint))]);
                add(Weights(total));
                if (total != facts.TotalWeight()) return;
            }

            if (CanStep) hash.AppendData(MemoryMarshal.AsBytes(Step(model, sum, lane, total).AsSpan()));
        }

        add(new("sum", CheckOutcome.Holds, $"The sum of {vectors.Length} masked vectors was computed again, and the released shares take its masks off."));
        add(Model(Digest.FromHash(hash.GetHashAndReset())));
    }

    private RoundCheck Weights(long total) => total == facts.TotalWeight()
        ? new("weights", CheckOutcome.Holds, $"The sum weighs {total}, as the sites reported.")
        : new("weights", CheckOutcome.Fails, $"The sum weighs {total}, and the sites reported {facts.TotalWeight()}.");

    private RoundCheck Model(Digest made) =>
        !CanStep ? new("model", CheckOutcome.NotChecked, $"The step of {facts.Strategy.Name} cannot be taken again: it hangs on what the strategy remembered of earlier rounds, which is not kept. Their mean was computed.")
        : made == facts.Model.Digest ? new("model", CheckOutcome.Holds, $"The mean and the step of {facts.Strategy.Name} make the model with digest {made}.")
        : new("model", CheckOutcome.Fails, $"The mean and the step of {facts.Strategy.Name} make a model with digest {made}, and the record has {facts.Model.Digest}.");

    private MaskedSum Sum(Stream[] vectors, long lane)
    {
        var sum = new MaskedSum(_quantiser.Ring, (int)Math.Min(PieceLanes, round.Start.Task.Lanes - lane), lane);
        var words = new uint[sum.Words.Length];

        foreach (var vector in vectors)
        {
            vector.Position = lane * _quantiser.Ring.LaneSize();
            vector.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
            sum.Add(words);
        }

        round.Plan.RemoveFrom(sum);

        return sum;
    }

    // Lane 0 is the weight; parameter p is in lane p + 1.
    private float[] Step(Stream model, MaskedSum sum, long lane, long total)
    {
        var laneWords = _quantiser.Ring.LaneSize() / sizeof(uint);
        var lanes = lane == 0 ? sum.Words[laneWords..] : sum.Words;
        var parameter = (int)Math.Max(0, lane - 1);
        var (mean, values) = (new double[lanes.Length / laneWords], new float[lanes.Length / laneWords]);
        _quantiser.Mean(lanes, parameter, total, mean);

        model.Position = _header.Length + ((long)parameter * sizeof(float));
        model.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var (first, second) = (new float[State(0, values.Length)], new float[State(1, values.Length)]);
        _strategy.Step(facts.Strategy, values, mean, new(first, second), values);

        return values;
    }

    private int State(int tensor, int length) => tensor < _strategy.StateTensors ? length : 0;
}
