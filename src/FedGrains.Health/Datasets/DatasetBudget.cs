namespace FedGrains.Health.Datasets;

/// <summary>How much of the records' privacy their owner lets be spent, by all training together and for ever. It is the site's own affair: sites need not agree on it, and it does not leave.</summary>
/// <param name="Epsilon">ε of differential privacy for one record, more than 0.</param>
/// <param name="Delta">δ, more than 0 and less than 1; well below one over the number of records.</param>
/// <param name="AllowNonPrivate">Whether training without differential privacy is allowed beside it, uncounted. Default: false.</param>
public sealed record DatasetBudget(double Epsilon, double Delta, bool AllowNonPrivate = false);
