using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Orleans.Storage;

namespace FedGrains.EndToEnd.Host;

/// <summary>Wraps what a host has registered, at the last moment before its container is built.</summary>
internal static class Decoration
{
    public static void DieAt(this WebApplicationBuilder builder, CrashPoint? crash)
    {
        if (crash is not null) builder.Host.UseServiceProviderFactory(new LastMoment(services => services.DieAt(crash)));
    }

    public static void DieAt(this IHostApplicationBuilder builder, CrashPoint? crash, string trainings) =>
        builder.ConfigureContainer(new LastMoment(services =>
        {
            services.Decorate<ISiteTrainer>(null, inner => new CountedTrainer(inner, trainings));
            if (crash is not null) services.DieAt(crash);
        }));

    private static void DieAt(this IServiceCollection services, CrashPoint crash)
    {
        services.Decorate<IGrainStorage>("Default", inner => new MortalGrainStorage(inner, crash));
        services.Decorate<IArtifactStore>(null, inner => new MortalArtifactStore(inner, crash));
    }

    private static void Decorate<T>(this IServiceCollection services, object? key, Func<T, T> wrap)
        where T : class
    {
        var found = services.Last(d => d.ServiceType == typeof(T) && Equals(d.ServiceKey, key));
        services.Remove(found);

        services.Add(key is null
            ? new ServiceDescriptor(typeof(T), provider => wrap((T)Make(found, provider)), ServiceLifetime.Singleton)
            : new ServiceDescriptor(typeof(T), key, (provider, _) => wrap((T)Make(found, provider)), ServiceLifetime.Singleton));
    }

    private static object Make(ServiceDescriptor found, IServiceProvider provider) => found switch
    {
        { IsKeyedService: true, KeyedImplementationFactory: { } factory } => factory(provider, found.ServiceKey),
        { IsKeyedService: false, ImplementationFactory: { } factory } => factory(provider),
        { IsKeyedService: false, ImplementationType: { } type } => ActivatorUtilities.CreateInstance(provider, type),
        _ => throw new InvalidOperationException($"{found.ServiceType} is registered in a way that is not expected."),
    };

    private sealed class LastMoment(Action<IServiceCollection> decorate) : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services) => services;

        public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
        {
            decorate(containerBuilder);

            return containerBuilder.BuildServiceProvider();
        }
    }
}
