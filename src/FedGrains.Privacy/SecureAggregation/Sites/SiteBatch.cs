using System.Collections.Immutable;

using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A batch as a site holds it.</summary>
/// <param name="Batch">The rounds.</param>
/// <param name="Advertisement">The keys that it sent.</param>
/// <param name="ShareKey">The private key under which others encrypt shares for it.</param>
/// <param name="Secrets">The secrets of each round, by slot; null when they were erased.</param>
/// <param name="Setup">What it knows since it saw the keys of all; null before.</param>
/// <param name="Dealers">Whose shares it holds, ascending; itself among them once it has dealt.</param>
/// <param name="Starts">The starts of the rounds that it began, ascending.</param>
internal sealed record SiteBatch(
    Batch Batch, SignedMessage<KeyAdvertisement> Advertisement, SecretBytes ShareKey, ImmutableArray<RoundSecrets?> Secrets, SiteSetup? Setup, ImmutableArray<int> Dealers, ImmutableArray<RoundStart> Starts)
{
    public RoundStart? StartOf(ulong round) => Starts.FirstOrDefault(s => s.Round == round);

    public RoundSecrets? SecretsOf(ulong round) => Secrets[Batch.Slot(round)];

    /// <summary>The same without the secrets of some rounds.</summary>
    public SiteBatch Erase(Func<ulong, bool> which) => this with { Secrets = [.. Secrets.Select((s, slot) => which(Batch.FirstRound + (ulong)slot) ? null : s)] };

    public IEnumerable<IDisposable> AllSecrets => Secrets.OfType<IDisposable>().Append(ShareKey);

    public static SiteBatch Read(ref WireReader reader, Roster roster, Scope scope, int site)
    {
        var batch = Batch.Read(ref reader);
        var advertisement = reader.ReadMessage<SignedMessage<KeyAdvertisement>>("advertisement");
        if (advertisement.Body.Batch != batch || advertisement.Body.Site != site) throw WireReader.Fault("advertisement", "it is not this site's for this batch");

        var shareKey = SecretBytes.CopyOf(reader.ReadFixed("share key", Scalar.Size));
        var secrets = ImmutableArray.CreateBuilder<RoundSecrets?>(batch.Rounds);
        for (var slot = 0; slot < batch.Rounds; slot++) secrets.Add(ReadSecrets(ref reader));

        var setup = reader.ReadBoolean("setup") ? SiteSetup.Read(ref reader, roster, scope, batch, site) : null;

        return new SiteBatch(batch, advertisement, shareKey, secrets.MoveToImmutable(), setup, reader.ReadIndices("dealers"), reader.ReadMessages<RoundStart>("starts", Limits.MaximumRounds)).Checked();
    }

    public void Write(WireWriter writer)
    {
        Batch.Write(writer);
        writer.WriteMessage(Advertisement);
        writer.WriteFixed(ShareKey.Span);
        foreach (var secrets in Secrets) writer.WriteBytes(secrets is null ? [] : secrets.Block.Span);
        writer.WriteUInt8(Setup is null ? (byte)0 : (byte)1);
        Setup?.Write(writer);
        writer.WriteIndices(Dealers);
        writer.WriteMessages(Starts);
    }

    private static RoundSecrets? ReadSecrets(ref WireReader reader)
    {
        var block = reader.ReadBytes("secrets", RoundSecrets.Size(Limits.MaximumSites));

        return block.IsEmpty ? null : RoundSecrets.FromBlock(block);
    }

    private SiteBatch Checked()
    {
        var length = Setup is null ? Scalar.Size : RoundSecrets.Size(Setup.Holders.Length);
        if (Secrets.Any(s => s is not null && s.Block.Length != length)) throw WireReader.Fault("secrets", "their length is not that of this batch's neighbourhood");
        if (!P256.IsScalar(ShareKey.Span) || Secrets.Any(s => s is not null && !s.IsSound)) throw WireReader.Fault("secrets", "they are not below the order of P-256");
        if (Dealers.Any(d => Setup is null || !Setup.Holders.Contains(d))) throw WireReader.Fault("dealers", "one is not in this site's neighbourhood");
        if (Starts.Any(s => s.Batch != Batch)) throw WireReader.Fault("starts", "one is not of this batch");

        return this;
    }
}
