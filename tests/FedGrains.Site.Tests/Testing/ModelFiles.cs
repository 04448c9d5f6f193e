using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

using FedGrains.Core.Models;

namespace FedGrains.Site.Tests.Testing;

internal static class ModelFiles
{
    /// <summary>A safetensors file of a model.</summary>
    public static byte[] Of(ModelDefinition model, ReadOnlySpan<float> parameters)
    {
        var offset = 0L;
        var tensors = new List<string>();

        foreach (var tensor in model.Layout().Tensors)
        {
            var end = offset + (tensor.Length * sizeof(float));
            tensors.Add($"\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        var header = Encoding.UTF8.GetBytes($"{{\"__metadata__\":{{\"format\":\"pt\"}},{string.Join(',', tensors)}}}");
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);

        return [.. length, .. header, .. MemoryMarshal.AsBytes(parameters)];
    }
}
