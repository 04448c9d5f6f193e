using TorchSharp;

namespace FedGrains.Training.Devices;

/// <summary>Where tensors live: the processor or an NVIDIA GPU.</summary>
public sealed class TorchDevice
{
    private TorchDevice(string name) => Name = name;

    /// <summary>The processor.</summary>
    public static TorchDevice Cpu { get; } = new("cpu");

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Name { get; }

    internal torch.Device Device => Name == "cuda" ? torch.CUDA : torch.CPU;

    /// <summary>
    /// Reads <c>auto</c> (a GPU where there is one), <c>cpu</c> or <c>cuda</c>. Throws a <see cref="FormatException"/> for any other
    /// name and a <see cref="PlatformNotSupportedException"/> when a GPU is asked for and there is none.
    /// </summary>
    public static TorchDevice Parse(string name) => Parse(name, torch.cuda.is_available);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static TorchDevice Parse(string name, Func<bool> hasCuda) => name switch
    {
        "cpu" => Cpu,
        "auto" => hasCuda() ? new("cuda") : Cpu,
        "cuda" when hasCuda() => new("cuda"),
        "cuda" => throw new PlatformNotSupportedException(
            "The device is set to 'cuda', but this machine or this build has no CUDA: use 'cpu' or 'auto', or build with -p:TorchDevice=cuda on a machine with an NVIDIA GPU."),
        _ => throw new FormatException($"'{name}' is not a device. Known: auto, cpu, cuda."),
    };
}
