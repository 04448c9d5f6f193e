using System.Globalization;
using System.Text.Json;

using FedGrains.Privacy.Accounting;
using FedGrains.Testing;

namespace FedGrains.Privacy.Tests.Accounting;

/// <summary>Reference values of differential-privacy accounting, computed by other means and to more digits.</summary>
internal static class DpOracle
{
    public static IReadOnlyList<JsonElement> Rows(string family)
    {
        var path = SharedData.Find(Path.Combine("oracles", "dp.json"));
        Assert.SkipWhen(path is null, SharedData.Absent);

        using var document = JsonDocument.Parse(File.ReadAllText(path!));
        var found = document.RootElement.GetProperty(family).Clone();

        return found.ValueKind is JsonValueKind.Array ? [.. found.EnumerateArray()] : [found];
    }

    public static IReadOnlyList<Tuple> Tuples() => [.. Rows("tuples").Select(r => new Tuple(r))];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).Number();

    // Figures of more digits than a double are written as text.
    public static double Number(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture) : element.GetDouble();

    /// <summary>One kind of training, and what it costs.</summary>
    internal sealed record Tuple(JsonElement Row)
    {
        public string Name => Row.GetProperty("name").GetString()!;

        public double Delta => Row.Number("delta");

        public double Rate => Row.Number("q");

        public long Steps => Row.GetProperty("steps").GetInt64();

        public PrivacyEvent Released => PrivacyEvent.NoisySteps(Rate, Row.Number("sigma"), Steps);

        public (double Low, double High) Interval => (Row.GetProperty("eps_interval_rigorous")[0].GetDouble(), Row.GetProperty("eps_interval_rigorous")[1].GetDouble());

        public JsonElement Pld(string direction) => Row.GetProperty("pld").GetProperty(direction);
    }
}
