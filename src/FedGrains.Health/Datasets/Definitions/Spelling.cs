namespace FedGrains.Health.Datasets.Definitions;

/// <summary>How enum members are written in a definition.</summary>
internal static class Spelling
{
    /// <summary>A member as written in a definition: its name with a small first letter.</summary>
    public static string Of<TEnum>(TEnum member) where TEnum : struct, Enum
    {
        var name = member.ToString();

        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The members as written.</summary>
    public static IEnumerable<string> All<TEnum>() where TEnum : struct, Enum => Enum.GetValues<TEnum>().Select(Of);
}
