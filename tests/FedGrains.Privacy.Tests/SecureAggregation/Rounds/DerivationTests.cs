using System.Buffers.Binary;
using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rounds;

/// <summary>Seeds against the words of docs/secure-aggregation.md, put together here byte by byte.</summary>
public sealed class DerivationTests
{
    private static readonly byte[] s_secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly RoundStart s_start = new(
        new(FederationName.Parse("cardio"), 7, Sha256Digest.Of("roster"u8)), new(100, 8), Sha256Digest.Of("setup"u8), 103, TestFederation.Task(1000), [2, 5, 9]);

    private static byte[] Salt => [6, .. "cardio"u8, .. BigEndian(7)];

    [Fact]
    public void PairSeed_IsHkdfOfEverythingBothMustAgreeOn()
    {
        byte[] info = [10, .. "FG/mask/v1"u8, .. BigEndian(103), .. s_start.Task.Model.ToArray(), .. s_start.Task.Configuration.ToArray(), .. s_start.Scope.Roster.ToArray(), .. s_start.Digest.ToArray(), 0, 2, 0, 9];

        Assert.Equal(Expected(info), Pair(s_start, 2, 9));
    }

    [Fact]
    public void SelfSeed_IsHkdfUnderALabelOfItsOwn()
    {
        byte[] info = [10, .. "FG/self/v1"u8, .. BigEndian(103), .. s_start.Task.Model.ToArray(), .. s_start.Task.Configuration.ToArray(), .. s_start.Scope.Roster.ToArray(), .. s_start.Digest.ToArray(), 0, 2];
        using var secret = SecretBytes.CopyOf(s_secret);
        using var seed = Derivation.SelfSeed(secret, s_start, 2);

        Assert.Equal(Expected(info), Convert.ToHexStringLower(seed.Span));
    }

    [Fact]
    public void EnvelopeKey_IsHkdfOfTheSetupAndTheDirection()
    {
        var setup = new SetupContext(s_start.Scope, s_start.Batch, s_start.Setup);
        byte[] info = [11, .. "FG/share/v1"u8, 6, .. "cardio"u8, .. BigEndian(7), .. s_start.Scope.Roster.ToArray(), .. BigEndian(100), 0, 8, .. s_start.Setup.ToArray(), 0, 2, 0, 9];
        using var secret = SecretBytes.CopyOf(s_secret);
        using var key = Derivation.EnvelopeKey(secret, setup, 2, 9);
        using var back = Derivation.EnvelopeKey(secret, setup, 9, 2);

        Assert.Equal(Expected(info), Convert.ToHexStringLower(key.Span));
        Assert.NotEqual(Convert.ToHexStringLower(key.Span), Convert.ToHexStringLower(back.Span));
    }

    // A coordinator that tells two sites different things makes their masks independent, whatever the difference is.
    [Fact]
    public void PairSeed_ChangesWithEveryFieldOfTheStart()
    {
        RoundStart[] starts =
        [
            s_start,
            s_start with { Scope = s_start.Scope with { Federation = FederationName.Parse("neuro") } },
            s_start with { Scope = s_start.Scope with { Epoch = 8 } },
            s_start with { Scope = s_start.Scope with { Roster = Sha256Digest.Of("other"u8) } },
            s_start with { Batch = new(101, 8) },
            s_start with { Setup = Sha256Digest.Of("other"u8) },
            s_start with { Round = 104 },
            s_start with { Task = s_start.Task with { Model = Sha256Digest.Of("other"u8) } },
            s_start with { Task = s_start.Task with { Configuration = Sha256Digest.Of("other"u8) } },
            s_start with { Task = s_start.Task with { Lanes = 1001 } },
            s_start with { Task = s_start.Task with { Ring = UpdateRing.Bits64 } },
            s_start with { Participants = [2, 5, 8, 9] },
        ];

        Assert.Equal(starts.Length + 2, starts.Select(s => Pair(s, 2, 9)).Append(Pair(s_start, 2, 8)).Append(Pair(s_start, 3, 9)).Distinct().Count());
    }

    [Fact]
    public void Masks_OneBitOfTheSeedChanged_ShareNothing()
    {
        var (one, other) = (new uint[4096], new uint[4096]);
        using (var mask = new FedGrains.Privacy.Masking.MaskStream(s_secret)) mask.AddTo(0, one);
        s_secret[31] ^= 1;
        using (var mask = new FedGrains.Privacy.Masking.MaskStream(s_secret)) mask.AddTo(0, other);
        s_secret[31] ^= 1;

        var differing = one.Zip(other).Sum(p => System.Numerics.BitOperations.PopCount(p.First ^ p.Second));

        // 131 072 fair bits: 65 536 within six standard deviations of 181.
        Assert.InRange(differing, 65536 - 1086, 65536 + 1086);
    }

    private static string Pair(RoundStart start, int low, int high)
    {
        using var secret = SecretBytes.CopyOf(s_secret);
        using var seed = Derivation.PairSeed(secret, start, low, high);

        return Convert.ToHexStringLower(seed.Span);
    }

    private static string Expected(byte[] info) => Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, s_secret, 32, Salt, info));

    private static byte[] BigEndian(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);

        return bytes;
    }
}
