using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Protocol.V1;
using FedGrains.Site.Configuration;
using FedGrains.Site.Masking;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.Site.Tests.Testing;

/// <summary>A site's real host in a federation that masks, and what all tests of it ask for.</summary>
public abstract class MaskedSiteTests : IAsyncLifetime, IDisposable
{
    private FakeGateway _gateway = null!;

    private protected TemporaryFolder Folder { get; } = new();

    private protected FakeCoordinator Coordinator { get; } = new();

    private protected CountingTrainer Trainer { get; } = new();

    private protected LogLines Log { get; } = new();

    private protected MaskedFederation Federation { get; set; }

    private protected MaskedSiteTests() => Federation = new(Coordinator);

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.Start(Coordinator);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public void Dispose()
    {
        Federation.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<SiteUnderTest> Start(RosterOptions? roster = null, Death? death = null, Action<IHostApplicationBuilder>? configure = null) =>
        SiteUnderTest.Start(Folder, _gateway.Address, Trainer, roster: roster ?? new(FirstUse.Trust), configure: builder =>
        {
            builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
            if (death is not null) builder.Services.AddSingleton<IIncomingGrainCallFilter>(death);
            configure?.Invoke(builder);
        });

    /// <summary>A site that has pinned the roster, with a batch that is ready.</summary>
    private protected async Task<SiteUnderTest> StartReady(RosterOptions? roster = null, Action<IHostApplicationBuilder>? configure = null)
    {
        var site = await Start(roster, configure: configure);
        await Federation.Ready.Next();

        return site;
    }

    private protected static IMaskingGrain Masking(SiteUnderTest site) => site.Grains.GetGrain<IMaskingGrain>("hearts/leeds");

    /// <summary>Leeds' input of a round, made again from the task that it was given.</summary>
    private protected uint[] InputOf(Assignment assignment)
    {
        var task = JsonSerializer.Deserialize<SiteTask>(assignment.Configuration.Span, CoreJson.Options)!;
        using var seed = SecretBytes.CopyOf(task.RoundingSeed(new("leeds")));

        return PeerSite.Plain(Federation.Masking, PeerSite.Change((int)FakeCoordinator.Model.Layout().ParameterCount, CountingTrainer.Change), 40, seed);
    }

    /// <summary>The sum of all inputs, without masks.</summary>
    private protected uint[] PlainSum(Assignment assignment)
    {
        var input = InputOf(assignment);
        var ring = MaskingTasks.RingOf(Federation.Masking.RingBits);
        var sum = new MaskedSum(ring, input.Length * sizeof(uint) / ring.LaneSize());
        sum.Add(input);
        foreach (var peer in Federation.Peers) sum.Add(peer.Input);

        return sum.Words.ToArray();
    }

    /// <summary>How many messages of a kind leeds sent so far.</summary>
    private protected int Sent(MessageKind kind) => Federation.Sent.Count(k => k == kind);
}
