namespace FedGrains.Health.Datasets;

/// <summary>A dataset's folds after scaling.</summary>
/// <param name="TrainFold">The records to train on.</param>
/// <param name="TestFold">The records held out.</param>
/// <param name="Scaling">The constants that both folds were scaled by.</param>
public sealed record NormalisedDataset(Fold TrainFold, Fold TestFold, FeatureScaling Scaling);
