using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Core.Json;

/// <summary>How Core's records are written as JSON, on the wire to sites, between grains and in storage alike.</summary>
public static class CoreJson
{
    /// <summary>Camel case, enums by name.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Makes other options write Core's records in the same way.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);

        return options;
    }
}
