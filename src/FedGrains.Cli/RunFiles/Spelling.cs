namespace FedGrains.Cli.RunFiles;

/// <summary>Which known word somebody probably meant.</summary>
internal static class Spelling
{
    private const int FurthestTypingError = 3;

    /// <summary>"Did you mean 'x'? Known: …"</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(k => Distance(word, k));
        var guess = nearest is not null && Distance(word, nearest) <= FurthestTypingError ? $"Did you mean '{nearest}'? " : "";

        return $"{guess}Known: {string.Join(", ", known)}.";
    }

    /// <summary>Levenshtein's distance, without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();

        foreach (var letter in a.ToLowerInvariant())
        {
            var current = new int[b.Length + 1];
            current[0] = previous[0] + 1;

            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (letter == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));

            previous = current;
        }

        return previous[^1];
    }
}
