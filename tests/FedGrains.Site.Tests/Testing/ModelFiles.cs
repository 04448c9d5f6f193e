using System.Runtime.InteropServices;

using FedGrains.Core.Models;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Site.Tests.Testing;

internal static class ModelFiles
{
    /// <summary>A safetensors file of a model.</summary>
    public static byte[] Of(ModelDefinition model, ReadOnlySpan<float> parameters) =>
        [.. SafetensorsHeader.For(model.Layout(), new Dictionary<string, string> { ["format"] = "pt" }), .. MemoryMarshal.AsBytes(parameters)];
}
