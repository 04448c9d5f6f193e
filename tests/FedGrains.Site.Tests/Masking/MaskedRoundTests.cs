using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Protocol.V1;
using FedGrains.Site.Configuration;
using FedGrains.Site.Jobs;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;

using Microsoft.Extensions.DependencyInjection;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

/// <summary>Masked rounds from the roster to the sum, with the site's real host.</summary>
public sealed class MaskedRoundTests : IAsyncLifetime, IDisposable
{
    private static readonly RosterOptions Trust = new(FirstUse.Trust);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();
    private readonly CountingTrainer _trainer = new();
    private readonly MaskedFederation _federation;
    private FakeGateway _gateway = null!;

    public MaskedRoundTests() => _federation = new(_coordinator);

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.Start(_coordinator);

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    public void Dispose()
    {
        _federation.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Round_FromRosterToSum_IsThePlainSum()
    {
        await using var site = await Start();
        await _federation.Ready.Next();
        var assignment = _federation.Assign("run", 1);

        var sum = await _federation.Sums.Next();

        Assert.Equal(PlainSum(assignment), sum);
        Assert.Equal(40 + (3 * PeerSite.Examples), sum[0]);
    }

    public static TheoryData<string, bool> Steps()
    {
        string[] steps =
        [
            nameof(MessageKind.SignedRoster), nameof(MessageKind.BatchInvitation), nameof(MessageKind.KeySet), nameof(MessageKind.ShareBundle), nameof(IMaskingStepsGrain.Begin), nameof(IMaskingStepsGrain.Promise),
            nameof(IMaskingStepsGrain.Upload), nameof(IJobStepsGrain.Signed), nameof(IJobStepsGrain.Submitted), nameof(MessageKind.SurvivorList), nameof(MessageKind.UnmaskRequest),
        ];
        var data = new TheoryData<string, bool>();
        foreach (var step in steps)
        {
            data.Add(step, false);
            data.Add(step, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Killed_BeforeOrAfterAStepIsStored_SaysTheSameAgainAndTheSumIsThePlainSum(string step, bool after)
    {
        var death = Enum.TryParse<MessageKind>(step, out var kind)
            ? new Death(nameof(IMaskingStepsGrain.Receive), after, call => WireMessage.Kind((byte[])call.Request.GetArgument(0)!) == kind)
            : new Death(step, after);
        var ready = _federation.Ready.Next();
        Assignment? assignment = null;

        await using (await Start(death: death))
        {
            if (await Task.WhenAny(ready, death.Came) == ready) assignment = _federation.Assign("run", 1);
            await death.Came;
        }

        await using var site = await Start();

        if (assignment is null)
        {
            await ready;
            assignment = _federation.Assign("run", 1);
        }

        Assert.Equal(PlainSum(assignment), await _federation.Sums.Next());
        Assert.Single(_federation.Uploads);
    }

    private uint[] PlainSum(Assignment assignment)
    {
        using var key = MaskingKey.OpenOrCreate(_folder.At("data/identity/masking.key"), System.Security.Cryptography.RandomNumberGenerator.Create());
        using var seed = key.Derive($"FedGrains/rounding-seed/v1/hearts/leeds/{assignment.Run}/{assignment.Round}/{assignment.BaseDigest}/{Digest.Of(assignment.Configuration.Span)}");
        var parameters = FakeCoordinator.Model.Layout().ParameterCount;
        var sum = new MaskedSum(UpdateRing.Bits32, (int)parameters + 1);
        sum.Add(PeerSite.Plain(_federation.Masking, PeerSite.Change((int)parameters, CountingTrainer.Change), 40, seed));
        foreach (var peer in _federation.Peers) sum.Add(peer.Input);

        return sum.Words.ToArray();
    }

    private Task<SiteUnderTest> Start(Death? death = null) => SiteUnderTest.Start(_folder, _gateway.Address, _trainer, roster: Trust, configure: builder =>
    {
        if (death is not null) builder.Services.AddSingleton<IIncomingGrainCallFilter>(death);
    });
}
