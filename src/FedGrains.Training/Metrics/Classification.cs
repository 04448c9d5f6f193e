using FedGrains.Training.Losses;

namespace FedGrains.Training.Metrics;

/// <summary>Predictions read as classes.</summary>
internal static class Classification
{
    /// <summary>The class predicted for a record: the largest logit's, the first among equals; of one logit, 1 when the probability is at least 0.5.</summary>
    public static int Class(this Predictions predictions, int record)
    {
        var row = predictions.Outputs.AsSpan(record * predictions.Width, predictions.Width);

        if (predictions.Meaning == OutputMeaning.Logit) return row[0] >= 0 ? 1 : 0;

        var best = 0;

        for (var i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best]) best = i;
        }

        return best;
    }

    /// <summary>A number a record that grows with the probability of class 1; null unless there are two classes.</summary>
    public static float[]? BinaryScores(this Predictions predictions) => predictions switch
    {
        { Meaning: OutputMeaning.Logit } => [.. predictions.Outputs],
        { Meaning: OutputMeaning.LogitPerClass, Width: 2 } => [.. predictions.Outputs.Chunk(2).Select(logits => logits[1] - logits[0])],
        _ => null,
    };
}
