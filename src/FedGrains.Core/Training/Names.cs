using System.Collections.Immutable;

namespace FedGrains.Core.Training;

/// <summary>The losses a run may name.</summary>
public static class LossNames
{
    /// <summary>Mean binary cross-entropy of one logit against 0 or 1.</summary>
    public const string BinaryCrossEntropy = "binaryCrossEntropy";

    /// <summary>Mean cross-entropy of a logit per class against the class's number.</summary>
    public const string CrossEntropy = "crossEntropy";

    /// <summary>Mean squared error.</summary>
    public const string MeanSquaredError = "meanSquaredError";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } = [BinaryCrossEntropy, CrossEntropy, MeanSquaredError];
}

/// <summary>The metrics a run may name.</summary>
public static class MetricNames
{
    /// <summary>The loss on held-out data; always measured.</summary>
    public const string Loss = "loss";

    /// <summary>The share of records classified right: probability at least 0.5, or the class with the largest logit.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>The area under the ROC curve, of a binary model; not measured where only one class is present.</summary>
    public const string AreaUnderCurve = "auc";

    /// <summary>The mean absolute error of a regression.</summary>
    public const string MeanAbsoluteError = "meanAbsoluteError";

    /// <summary>Every name that a run file may list.</summary>
    public static ImmutableArray<string> All { get; } = [Loss, Accuracy, AreaUnderCurve, MeanAbsoluteError];
}

/// <summary>The local optimizers a run may name.</summary>
public static class OptimizerNames
{
    /// <summary>Mini-batch stochastic gradient descent.</summary>
    public const string Sgd = "sgd";

    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    public const string Adam = "adam";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } = [Sgd, Adam];
}
