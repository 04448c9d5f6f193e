using FedGrains.Attacks.Audits;
using FedGrains.Cli.CommandLine;
using FedGrains.Core.Attacks;
using FedGrains.Core.Runs;
using FedGrains.Health.Datasets;
using FedGrains.Training;

namespace FedGrains.Cli.Audits;

/// <summary>The records that a plan is attacked over.</summary>
internal static class AuditRecords
{
    /// <summary>A site's training records, read as they are for training. Throws as <see cref="DatasetReader.Read"/> does, and a <see cref="CommandException"/> when the run cannot use them.</summary>
    public static async Task<AuditSubject> Read(RunConfiguration run, string path, CancellationToken cancellation)
    {
        var definition = DatasetDefinition.Load(path);
        if (definition.Name != run.Dataset) throw new CommandException($"The run trains on '{run.Dataset}', and the definition is of '{definition.Name}'. Give the definition of the run's dataset.");

        var fold = (await DatasetReader.Read(definition, cancellation)).Normalised().TrainFold;
        var (width, features) = (run.Model.Input.Aggregate(1L, (product, size) => product * size), definition.Features().Length);
        if (width != features) throw new CommandException($"model.input: the model takes records of shape [{string.Join(", ", run.Model.Input)}], and the dataset has {features} features.");

        return Checked(new(AuditedPlan.Of(run), RecordSource.Site, new TrainingData(run.Model.Input, fold.Features, fold.Labels), run.Seed));
    }

    /// <summary>Made-up records, as many as are attacked.</summary>
    public static AuditSubject Synthetic(RunConfiguration run, AuditSettings settings) =>
        Checked(new(AuditedPlan.Of(run), RecordSource.Synthetic, SyntheticRecords.Make(run.Model, run.Training.Loss, settings.Records, settings.Seed), run.Seed));

    private static AuditSubject Checked(AuditSubject subject)
    {
        string[] faults = [.. subject.Faults()];

        return faults.Length == 0 ? subject : throw new CommandException($"The records cannot be attacked.\n{string.Join('\n', faults.Select(f => $"- {f}"))}");
    }
}
