using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Every key and seed: HKDF-SHA256 (RFC 5869) with the federation and epoch as salt, and as info a label and everything that both
/// sides must agree on. Sites that were told different things derive different seeds, and their masks do not cancel.
/// </summary>
internal static class Derivation
{
    /// <summary>The seed of the mask between two sites, <paramref name="low"/> before <paramref name="high"/> in the roster.</summary>
    public static SecretBytes PairSeed(SecretBytes agreement, RoundStart start, int low, int high)
    {
        var info = Info("FG/mask/v1", start);
        info.WriteUInt16(low);
        info.WriteUInt16(high);

        return Expand(agreement, start.Scope, info);
    }

    /// <summary>The seed of a site's mask of its own, from the secret that its neighbours hold shares of.</summary>
    public static SecretBytes SelfSeed(SecretBytes secret, RoundStart start, int site)
    {
        var info = Info("FG/self/v1", start);
        info.WriteUInt16(site);

        return Expand(secret, start.Scope, info);
    }

    /// <summary>The key of the envelope from one site to another.</summary>
    public static SecretBytes EnvelopeKey(SecretBytes agreement, SetupContext setup, int from, int to)
    {
        var info = new WireWriter();
        info.WriteText("FG/share/v1");
        setup.Write(info);
        info.WriteUInt16(from);
        info.WriteUInt16(to);

        return Expand(agreement, setup.Scope, info);
    }

    /// <summary>What a dealer publishes of a self-mask secret. The secret has 256 bits of entropy, so a hash of it hides it.</summary>
    public static Sha256Digest Commitment(ReadOnlySpan<byte> secret, SetupContext setup, int site, int slot)
    {
        var content = new WireWriter();
        content.WriteText("FG/seed/v1");
        setup.Write(content);
        content.WriteUInt16(site);
        content.WriteUInt16(slot);
        content.WriteFixed(secret);
        var bytes = content.Finish();
        var commitment = Sha256Digest.Of(bytes);
        CryptographicOperations.ZeroMemory(bytes);

        return commitment;
    }

    private static WireWriter Info(string label, RoundStart start)
    {
        var info = new WireWriter();
        info.WriteText(label);
        info.WriteUInt64(start.Round);
        info.WriteDigest(start.Task.Model);
        info.WriteDigest(start.Task.Configuration);
        info.WriteDigest(start.Scope.Roster);
        info.WriteDigest(start.Digest);

        return info;
    }

    private static SecretBytes Expand(SecretBytes secret, Scope scope, WireWriter info)
    {
        var salt = new WireWriter();
        salt.WriteText(scope.Federation.Value);
        salt.WriteUInt64(scope.Epoch);

        return SecretBytes.Create(SHA256.HashSizeInBytes, (Secret: secret, Salt: salt.Finish(), Info: info.Finish()), (seed, from) => HKDF.DeriveKey(HashAlgorithmName.SHA256, from.Secret.Span, seed, from.Salt, from.Info));
    }
}
