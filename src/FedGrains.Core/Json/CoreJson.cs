using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Core.Json;

/// <summary>How Core's records are written as JSON, on the wire to sites, between grains and in storage alike.</summary>
public static class CoreJson
{
    /// <summary>Camel case, enums by name.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
        options.MakeReadOnly(populateMissingResolver: true);

        return options;
    }
}
