using FedGrains.Core.Json;
using FedGrains.Core.Rounds;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

namespace FedGrains.Contracts;

/// <summary>How Core's records cross grain calls. Every silo and every client calls this once.</summary>
public static class CoreSerialization
{
    /// <summary>Writes Core's records as JSON, so that Core needs no Orleans; other types keep Orleans' own codecs.</summary>
    public static IServiceCollection AddFedGrainsContracts(this IServiceCollection services) => services.AddSerializer(serializer =>
        serializer.AddJsonSerializer(type => type.Assembly == typeof(Round).Assembly, CoreJson.Options));
}
