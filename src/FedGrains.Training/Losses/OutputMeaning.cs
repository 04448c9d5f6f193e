namespace FedGrains.Training.Losses;

/// <summary>What a model's outputs stand for under a loss.</summary>
internal enum OutputMeaning
{
    /// <summary>One logit: the record is of class 1 when it is at least 0.</summary>
    Logit,

    /// <summary>A logit a class: the largest wins, the first among equals.</summary>
    LogitPerClass,

    /// <summary>The predicted number itself.</summary>
    Number,
}
