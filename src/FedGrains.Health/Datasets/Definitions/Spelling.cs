namespace FedGrains.Health.Datasets.Definitions;

/// <summary>How enum members are written in a definition, and which known word somebody probably meant.</summary>
internal static class Spelling
{
    private const int FurthestTypingError = 2;

    /// <summary>A member as written in a definition: its name with a small first letter.</summary>
    public static string Of<TEnum>(TEnum member) where TEnum : struct, Enum
    {
        var name = member.ToString();

        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The members as written.</summary>
    public static IEnumerable<string> All<TEnum>() where TEnum : struct, Enum => Enum.GetValues<TEnum>().Select(Of);

    /// <summary>"did you mean 'x'? Known: …", the nearest first.</summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var words = known.ToList();
        var nearest = words.MinBy(w => Distance(word, w));
        var guess = nearest is not null && Distance(word, nearest) <= FurthestTypingError ? $" Did you mean '{nearest}'?" : "";

        return $"{guess} Known: {string.Join(", ", words)}.";
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
