namespace FedGrains.Core.Words;

/// <summary>Which known word somebody probably meant.</summary>
public static class Suggestion
{
    private const int LeastErrors = 2;
    private const int MostErrors = 3;

    /// <summary><c>Did you mean 'x'? Known: x, y, z.</c> Only what a few typing errors could have made of <paramref name="word"/> is suggested: 2, or 3 of a word with 6 letters or more.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);

        string[] words = [.. known];
        var guess = words.MinBy(w => Distance(word, w)) is { } nearest && IsLikely(word, nearest) ? $"Did you mean '{nearest}'? " : "";

        return $"{guess}Known: {string.Join(", ", words)}.";
    }

    private static bool IsLikely(string word, string meant) => Distance(word, meant) <= Math.Clamp(meant.Length / 2, LeastErrors, MostErrors);

    // Levenshtein's distance, without regard to case, a row of the table at a time.
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
