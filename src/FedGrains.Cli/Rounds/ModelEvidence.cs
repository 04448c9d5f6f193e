using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Cli.Rounds;

/// <summary>Holds model files to a round's facts. A file's length is looked at first, so that no more is read than such a model has.</summary>
internal sealed class ModelEvidence(RoundFacts facts)
{
    /// <summary>The bytes before the parameters, of every version of the model.</summary>
    public byte[] Header { get; } = SafetensorsHeader.ForModel(facts.Site.Model.Layout());

    /// <summary>What is wrong with the file of <paramref name="model"/>, or null.</summary>
    public string? Fault(Stream file, BaseModel model)
    {
        var length = Header.Length + (facts.Site.Model.Layout().ParameterCount * sizeof(float));

        if (file.Length != length) return $"has {file.Length} bytes, and a model of that architecture has {length}";

        file.Position = 0;
        var digest = Digest.FromHash(SHA256.HashData(file));

        return digest == model.Digest ? null : $"has digest {digest}, and the record names {model.Digest}";
    }
}
