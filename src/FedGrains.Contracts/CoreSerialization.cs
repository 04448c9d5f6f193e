using FedGrains.Core.Json;
using FedGrains.Core.Rounds;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace FedGrains.Contracts;

/// <summary>How Core's records cross grain calls. Every silo and every client calls this once.</summary>
public static class CoreSerialization
{
    /// <summary>Writes Core's records as JSON, so that Core needs no Orleans; other types keep Orleans' own codecs.</summary>
    public static IServiceCollection AddFedGrainsContracts(this IServiceCollection services) => services.AddSerializer(serializer =>
    {
        serializer.AddJsonSerializer(IsCore, isCopyable: _ => false, json => json.Configure(o => o.SerializerOptions = CoreJson.Options));
        serializer.Services.AddSingleton<IGeneralizedCopier, ImmutableRecordCopier>();
        // Ours say what is wrong in a sentence; whoever does not have the type gets the sentence all the same.
        serializer.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add(nameof(FedGrains)));
    });

    private static bool IsCore(Type type) => type.Assembly == typeof(Round).Assembly;

    // Core's records never change: a call inside one silo may pass them as they are instead of writing and reading JSON.
    private sealed class ImmutableRecordCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsCore(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
