using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;

using Microsoft.Extensions.DependencyInjection;

using SiteParty = FedGrains.Privacy.SecureAggregation.SiteIdentity;

namespace FedGrains.Site.Tests.Masking;

/// <summary>Nothing that is secret of secure aggregation lies about: not in a file of the data folder, not in the log.</summary>
public sealed class SecretsAtRestTests : MaskedSiteTests
{
    private readonly RecordedRandomness _randomness = new();

    [Fact]
    public async Task NoKeySeedShareOrInput_IsInAnyFileOrLogLine()
    {
        uint[] input;

        await using (await StartReady(configure: Record))
        {
            RequireNone("after the setup", Drawn());
            var assignment = Federation.Assign("run", 1);
            await Federation.Sums.Next();
            await Coordinator.Submissions.Next();
            input = InputOf(assignment);
        }

        var leeds = Federation.Roster!.IndexOf(SiteId.Parse("leeds"));
        var shares = Federation.Round!.Transcript.Releases.Single(r => r.Body.Site == leeds).Body.Shares.Select(s => s.Value.ToArray());
        var update = MemoryMarshal.Cast<byte, uint>(Coordinator.Updates.Values.Single()).ToArray();
        var mask = update.Zip(input, (masked, plain) => unchecked(masked - plain)).ToArray();

        Assert.Equal(4, shares.Count());
        RequireNone("after the round", [.. Drawn(), .. shares, Bytes(input), Bytes(input[1..3]), Bytes(mask), Bytes(mask[1..3])]);
    }

    // The premise of the test above: what it looks for are the secrets, and it finds what is there.
    [Fact]
    public async Task Premise_TheDrawsAreTheKeys_AndTheSearchFinds()
    {
        await using (await StartReady(configure: Record))
        {
        }

        var advertised = Federation.Setup!.Advertisements.Single(a => Federation.Roster!.Sites[a.Body.Site].Id.Value == "leeds").Body;
        var made = Drawn().Where(IsKey).Select(d => PublicKey(d)).ToHashSet();
        Assert.All(advertised.Keys, key => Assert.Contains(key, made));

        File.WriteAllText(Folder.At("data/leak.json"), JsonSerializer.Serialize(new { Nested = new { Leak = Drawn()[0] } }));
        Assert.Contains(Found(Drawn()), file => file.EndsWith("leak.json", StringComparison.Ordinal));
        File.WriteAllText(Folder.At("data/leak.json"), Convert.ToHexString(Drawn()[1]));
        Assert.Contains(Found(Drawn()), file => file.EndsWith("leak.json", StringComparison.Ordinal));
        File.WriteAllBytes(Folder.At("data/leak.json"), [1, .. Drawn()[2], 3]);
        Assert.Contains(Found(Drawn()), file => file.EndsWith("leak.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task State_IsEncryptedUnderAKeyThatOnlyTheOwnerMayRead()
    {
        await using (await StartReady())
        {
        }

        var stored = StateBytes();
        Assert.Equal(-1, stored.AsSpan().IndexOf("FGSA"u8));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder.At("data/identity/masking.key")));

        using var key = MaskingKey.OpenOrCreate(Folder.At("data/identity/masking.key"), RandomNumberGenerator.Create());
        using var other = MaskingKey.OpenOrCreate(Folder.At("other.key"), RandomNumberGenerator.Create());

        Assert.Equal("leeds", Sealer(key, "leeds").Open(stored).Site.Value);
        Assert.Throws<MaskingStateException>(() => Sealer(other, "leeds").Open(stored));
        Assert.Throws<MaskingStateException>(() => Sealer(key, "york").Open(stored));
        Assert.Throws<MaskingStateException>(() => Sealer(key, "leeds").Open(stored[..^1]));
        Assert.Throws<MaskingStateException>(() => Sealer(key, "leeds").Open([]));
        stored[20] ^= 1;
        Assert.Throws<MaskingStateException>(() => Sealer(key, "leeds").Open(stored));
    }

    [Fact]
    public async Task State_WithoutItsKey_IsSaidToBeLostAndTakesNoPart()
    {
        await using (await StartReady())
        {
        }

        File.Delete(Folder.At("data/identity/masking.key"));
        await using var site = await Start();
        Federation.Assign("run", 1);

        Assert.Equal("The site's own storage failed. Its log says how.", (await Coordinator.Failures.Next()).Reason);
        Assert.True(Log.Has("If 'identity/masking.key' was lost or replaced, put it back"));
        Assert.Empty(Federation.Uploads);
    }

    private void Record(Microsoft.Extensions.Hosting.IHostApplicationBuilder builder) => builder.Services.AddSingleton<RandomNumberGenerator>(_randomness);

    // Keys, self-mask secrets and what shares are made of; not the masking key, which is in its own file, nor nonces, which are shorter and public.
    private byte[][] Drawn()
    {
        var key = File.ReadAllBytes(Folder.At("data/identity/masking.key"));

        return [.. _randomness.Given(32).Where(bytes => !bytes.AsSpan().SequenceEqual(key))];
    }

    private void RequireNone(string when, byte[][] secrets)
    {
        Assert.True(secrets.Length > 20, "There is nothing to look for.");
        Assert.True(Found(secrets) is [], $"Found {when}: {string.Join(", ", Found(secrets))}");
        Assert.Equal([Folder.At("data/identity/masking.key")], Found([File.ReadAllBytes(Folder.At("data/identity/masking.key"))]));
    }

    // Which files, or lines of the log, hold one of the secrets: as bytes, in hexadecimal, or as base64 in JSON.
    private string[] Found(byte[][] secrets)
    {
        var places = Directory.GetFiles(Folder.At("data"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("site.lock", StringComparison.Ordinal)).SelectMany(file => Contents(file).Select(content => (file, content)))
            .Concat(Log.Lines.Select(line => (line, Encoding.UTF8.GetBytes(line))));

        return [.. places.Where(p => secrets.Any(s => Holds(p.Item2, s))).Select(p => p.Item1).Distinct()];
    }

    private static bool Holds(byte[] content, byte[] secret) =>
        content.AsSpan().IndexOf(secret) >= 0
        || content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexString(secret))) >= 0
        || content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret))) >= 0
        || content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret))) >= 0;

    private static IEnumerable<byte[]> Contents(string file)
    {
        var content = File.ReadAllBytes(file);
        yield return content;

        // A state's file has a line of its own before the JSON.
        var json = content.AsSpan().IndexOf((byte)'{') is >= 0 and var at ? content.AsSpan(at).ToArray() : [];
        foreach (var text in Strings(json))
            if (Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length > 0) yield return Convert.FromBase64String(text);
    }

    private static string[] Strings(byte[] json)
    {
        var strings = new List<string>();

        try
        {
            var reader = new Utf8JsonReader(json, new() { AllowMultipleValues = true });
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String) strings.Add(reader.GetString()!);
        }
        catch (JsonException)
        {
            // No JSON, or not to its end: what was read of it is looked at.
        }

        return [.. strings];
    }

    private byte[] StateBytes() => Contents(Directory.GetFiles(Folder.At("data/grains/masking")).Single()).MaxBy(c => c.Length == 0 || c[0] != 1 ? 0 : c.Length)!;

    private static StateSealer Sealer(MaskingKey key, string site)
    {
        var peer = new PeerSite(site);

        return new(key, new(FederationName.Parse("hearts"), new SiteParty(peer.Id, peer.Member.Key, peer.Signer, RandomNumberGenerator.Create())), RandomNumberGenerator.Create());
    }

    private static bool IsKey(byte[] drawn)
    {
        try
        {
            PublicKey(drawn);

            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static P256Point PublicKey(byte[] scalar)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });

        return P256Point.FromSpki(key.ExportSubjectPublicKeyInfo());
    }

    private static byte[] Bytes(uint[] words) => MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
}
