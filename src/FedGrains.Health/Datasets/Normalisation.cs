namespace FedGrains.Health.Datasets;

/// <summary>How features are scaled before training.</summary>
public enum Normalisation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>(x − mean) / (sd + 1e-9), with the mean and the standard deviation (n − 1) of the site's own training fold.</summary>
    Zscore,
}
