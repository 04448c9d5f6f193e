namespace FedGrains.Training;

/// <summary>A loss or a parameter was no longer a finite number; nothing of the result can be used.</summary>
public sealed class TrainingDivergedException : Exception
{
    private TrainingDivergedException(string message)
        : base(message)
    {
    }

    internal static TrainingDivergedException AtStep(int step, int steps, double learningRate) => new(FormattableString.Invariant(
        $"Training diverged at step {step} of {steps}: the loss or a parameter is not a finite number. Use a lower learning rate than {learningRate}, or scale the features."));

    internal static TrainingDivergedException InEvaluation() => new(
        "The model has diverged: its loss on held-out data is not a finite number. Use a lower learning rate, or scale the features.");
}
