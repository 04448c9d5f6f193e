using System.Globalization;

namespace FedGrains.Cli.RunFiles;

/// <summary>How people write a length of time: <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c> or <c>hh:mm:ss</c>.</summary>
public static class Duration
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Text = "a time such as 30s, 10m, 2h, 7d or hh:mm:ss";

    /// <summary>Reads a length of time; null when it is not written as one.</summary>
    public static TimeSpan? Parse(string text) => text switch
    {
        [.., var unit] when Seconds(unit) is { } seconds => Scaled(text[..^1], seconds),
        _ when TimeSpan.TryParseExact(text, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var time) => time,
        _ => null,
    };

    private static double? Seconds(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => null,
    };

    private static TimeSpan? Scaled(string number, double seconds) =>
        double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(value * seconds)
            : null;
}
