using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>A setup played with the library's own roles and the longest names, for the sizes of its messages.</summary>
internal sealed class SetupSample : IDisposable
{
    private readonly ECDsa[] _keys;
    private readonly ECDsa _coordinator = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SignedRoster _roster;
    private readonly SecureAggregationSite[] _sites;

    public SetupSample(int sites)
    {
        _keys = [.. Enumerable.Range(0, sites).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        var roster = Roster.First(FederationName.Parse(new string('f', 63)), Public(_coordinator), _keys.Select((k, i) => RosterSite.Of(Name(i), Public(k))));
        _roster = SignedRoster.Of(roster, _keys.Select((k, i) => SignedRoster.Sign(roster, Name(i), new EcdsaStatementSigner(k))));
        _sites = [.. _keys.Select((k, i) => new SecureAggregationSite(
            new(Name(i), Public(k), new EcdsaStatementSigner(k), RandomNumberGenerator.Create()), SiteState.New(Name(i), new(roster, roster.Digest()))))];
    }

    /// <summary>The bytes of the set of keys, of a site's shares, and of the shares for a site.</summary>
    public (int Keys, int Delivery, int Bundle) Play(int rounds)
    {
        var setup = BatchSetup.Open(_roster, new Batch(1, rounds), new EcdsaStatementSigner(_coordinator));
        (setup, _) = Step(setup);
        var keys = setup.Outgoing().First().Message.Length;
        (setup, var delivery) = Step(setup);

        return (keys, delivery, setup.Outgoing().Max(o => o.Message.Length));
    }

    public void Dispose()
    {
        foreach (var key in _keys.Append(_coordinator)) key.Dispose();
    }

    private (BatchSetup Next, int LongestReply) Step(BatchSetup setup)
    {
        var longest = 0;

        foreach (var (to, message) in setup.Outgoing().ToArray())
        {
            var site = _sites[_roster.Roster.IndexOf(to)];
            var step = site.Receive(message.Span);
            Assert.Null(step.Refusal);
            site.Commit(step);
            (setup, var refusal) = setup.Receive(step.Reply.Span);
            Assert.Null(refusal);
            longest = Math.Max(longest, step.Reply.Length);
        }

        return (setup.Close(), longest);
    }

    private static SiteId Name(int index) => SiteId.Parse($"{new string('s', 58)}-{index:D4}");

    private static P256Point Public(ECDsa key) => P256Point.FromSpki(key.ExportSubjectPublicKeyInfo());
}
