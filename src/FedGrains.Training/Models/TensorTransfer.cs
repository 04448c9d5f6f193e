using System.Runtime.InteropServices;

using TorchSharp;

namespace FedGrains.Training.Models;

/// <summary>Changes values in place.</summary>
internal delegate void ValuesChange(Span<float> values);

/// <summary>Copies between float vectors and one-dimensional tensors: straight from and to a tensor's memory on the processor, through a staging tensor on a GPU.</summary>
internal static class TensorTransfer
{
    // Tensor.bytes counts bytes in an int, so a vector of more than 536 million floats has to go in blocks.
    private const int Block = 1 << 26;

    public static void Write(this torch.Tensor target, ReadOnlySpan<float> values)
    {
        for (long start = 0; start < values.Length; start += Block)
        {
            using var scope = torch.NewDisposeScope();
            var part = values.Slice((int)start, (int)Math.Min(Block, values.Length - start));
            var slice = target.narrow(0, start, part.Length);
            var memory = OnProcessor(slice) ? slice : torch.empty(part.Length);

            part.CopyTo(MemoryMarshal.Cast<byte, float>(memory.bytes));
            if (!ReferenceEquals(memory, slice)) slice.copy_(memory);
        }
    }

    public static void Read(this torch.Tensor source, Span<float> values)
    {
        for (long start = 0; start < values.Length; start += Block)
        {
            using var scope = torch.NewDisposeScope();
            var part = values.Slice((int)start, (int)Math.Min(Block, values.Length - start));
            var slice = source.narrow(0, start, part.Length);
            var memory = OnProcessor(slice) ? slice : slice.cpu();

            MemoryMarshal.Cast<byte, float>(memory.bytes).CopyTo(part);
        }
    }

    /// <summary>Has <paramref name="change"/> rewrite the values where they are, block after block.</summary>
    public static void Rewrite(this torch.Tensor tensor, ValuesChange change)
    {
        for (long start = 0; start < tensor.numel(); start += Block)
        {
            using var scope = torch.NewDisposeScope();
            var slice = tensor.narrow(0, start, Math.Min(Block, tensor.numel() - start));
            var memory = OnProcessor(slice) ? slice : slice.cpu();

            change(MemoryMarshal.Cast<byte, float>(memory.bytes));
            if (!ReferenceEquals(memory, slice)) slice.copy_(memory);
        }
    }

    private static bool OnProcessor(torch.Tensor tensor) => tensor.device_type == DeviceType.CPU;
}
