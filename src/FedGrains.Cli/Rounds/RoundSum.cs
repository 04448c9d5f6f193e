using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Strategies;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Cli.Rounds;

/// <summary>Computes a round's sum again, piece by piece, takes the strategy's step from the base model, and compares what comes out with the model on record.</summary>
internal sealed class RoundSum(RoundFacts facts, IRoundEvidence evidence, VerifiedRound round, RoundVectors vectors)
{
    private const int PieceParameters = 16 * SumPieces.Parameters;

    private readonly ISumReader _reader = facts.Reader();
    private readonly IStrategy _strategy = StrategyCatalog.Find(facts.Strategy.Name);
    private readonly ModelEvidence _models = new(facts);

    // A strategy's state of earlier rounds is not kept.
    private bool CanStep => _strategy.StateTensors == 0 || facts.Base.ServerState is null;

    public void Check(Action<RoundCheck> add)
    {
        using var model = evidence.OpenBase();

        if (model is null)
        {
            add(new("model", CheckOutcome.NotChecked, "The base model is not there, so the step from it cannot be taken again."));
            return;
        }

        if (_models.Fault(model, facts.Base) is { } fault)
        {
            add(new("model", CheckOutcome.Fails, $"The base model's file {fault}."));
            return;
        }

        try
        {
            Check(model, add);
        }
        catch (InvalidDataException unmasked)
        {
            add(new("sum", CheckOutcome.Fails, unmasked.Message));
        }
    }

    private void Check(Stream model, Action<RoundCheck> add)
    {
        var total = _reader.TotalWeight(vectors.Sum(round, first: 0, lanes: 1).Words);
        add(Weights(total));
        if (total != facts.TotalWeight()) return;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_models.Header);
        var parameters = checked((int)facts.Site.Model.Layout().ParameterCount);

        for (var first = 0; first < parameters; first += PieceParameters)
        {
            var count = Math.Min(PieceParameters, parameters - first);
            var sum = vectors.Sum(round, first + 1L, _reader.LanesOf(first, count));
            if (CanStep) hash.AppendData(MemoryMarshal.AsBytes(Step(model, sum, first, count, total).AsSpan()));
        }

        add(new("sum", CheckOutcome.Holds, $"The sum of {facts.Contributors.Length} masked vectors was computed again, and the released shares take its masks off."));

        var made = Model(Digest.FromHash(hash.GetHashAndReset()));
        add(made);
        if (made.Outcome is not CheckOutcome.Fails) add(ModelFile());
    }

    private RoundCheck Weights(long total) => total == facts.TotalWeight()
        ? new("weights", CheckOutcome.Holds, $"The sum weighs {total}, as the sites reported.")
        : new("weights", CheckOutcome.Fails, $"The sum weighs {total}, and the sites reported {facts.TotalWeight()}.");

    private RoundCheck Model(Digest made) =>
        !CanStep ? new("model", CheckOutcome.NotChecked, $"Whether the model follows from the sum was not checked: the step of {facts.Strategy.Name} hangs on what the strategy remembered of earlier rounds, which is not kept.")
        : made == facts.Model.Digest ? new("model", CheckOutcome.Holds, $"The mean and the step of {facts.Strategy.Name}, with the settings on record, make the model with digest {made}.")
        : new("model", CheckOutcome.Fails, $"The mean and the step of {facts.Strategy.Name} make a model with digest {made}, and the record has {facts.Model.Digest}.");

    private RoundCheck ModelFile()
    {
        using var file = evidence.OpenModel();

        return file is null ? new("file", CheckOutcome.NotChecked, "The model's own file is not there, so only its digest is known.")
            : _models.Fault(file, facts.Model) is { } fault ? new("file", CheckOutcome.Fails, $"The model's file {fault}.")
            : new("file", CheckOutcome.Holds, "The model's file has that digest on record.");
    }

    private float[] Step(Stream model, MaskedSum sum, int first, int count, long total)
    {
        var (mean, values) = (new double[count], new float[count]);
        _reader.Mean(sum.Words, first, total, mean);

        model.Position = _models.Header.Length + ((long)first * sizeof(float));
        model.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var (before, second) = (new float[State(0, count)], new float[State(1, count)]);
        _strategy.Step(facts.Strategy, values, mean, new(before, second), values);

        return values;
    }

    private int State(int tensor, int length) => tensor < _strategy.StateTensors ? length : 0;
}
