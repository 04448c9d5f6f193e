using Azure.Storage.Blobs;
using Orleans.Storage;

namespace FedGrains.Azure.Grains;

/// <summary>Where grain state is kept, and how.</summary>
public sealed class AzureBlobGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The container's name where nothing else is said; the one of Orleans' own provider.</summary>
    public const string DefaultContainerName = "grainstate";

    /// <summary>The container; made when it is not there.</summary>
    public string ContainerName { get; set; } = DefaultContainerName;

    /// <summary>The account. No default: it must be set.</summary>
    public BlobServiceClient BlobServiceClient { get; set; } = null!;

    /// <summary>Whether clearing a state deletes its blob. Default: true; else the blob is emptied and keeps its history.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>How states become bytes. Default: the serializer registered under the provider's name, else System.Text.Json.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
