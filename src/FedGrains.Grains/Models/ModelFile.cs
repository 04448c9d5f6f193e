using System.Buffers;
using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Grains.Models;

/// <summary>A model version as a safetensors file.</summary>
internal static class ModelFile
{
    private const int ChunkValues = 1 << 18;

    /// <summary>Writes the model that a run starts from.</summary>
    public static async Task<BaseModel> WriteInitial(IArtifactStore artifacts, RunKey run, ModelLayout layout, ulong seed)
    {
        var header = SafetensorsHeader.ForModel(layout);
        var length = header.Length + (layout.ParameterCount * sizeof(float));
        var stage = await artifacts.Stage($"{run}/initial", length);

        await stage.Write(0, header);
        await WriteTensors(stage, header.Length, layout, seed);

        return new(0, await stage.Commit(), length, header.Length, null);
    }

    private static async Task WriteTensors(IArtifactStage stage, long offset, ModelLayout layout, ulong seed)
    {
        using var buffer = MemoryPool<byte>.Shared.Rent(ChunkValues * sizeof(float));

        for (var i = 0; i < layout.Tensors.Length; i++)
        {
            var values = InitialModel.Tensor(layout, i, seed);

            for (var left = layout.Tensors[i].Length; left > 0; left -= ChunkValues)
            {
                var chunk = buffer.Memory[..(int)(Math.Min(left, ChunkValues) * sizeof(float))];
                values.Next(MemoryMarshal.Cast<byte, float>(chunk.Span));
                await stage.Write(offset, chunk);
                offset += chunk.Length;
            }
        }
    }
}
