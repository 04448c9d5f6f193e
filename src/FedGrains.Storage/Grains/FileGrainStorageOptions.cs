using Orleans.Storage;

namespace FedGrains.Storage.Grains;

public sealed class FileGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The folder of the state files. No default: it must be set.</summary>
    public string RootDirectory { get; set; } = "";

    /// <summary>How states become bytes. Default: the serializer registered under the provider's name, else System.Text.Json.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
