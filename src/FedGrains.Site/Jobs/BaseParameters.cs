using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;

namespace FedGrains.Site.Jobs;

/// <summary>The parameter vector of a model version, and how many jobs are reading it.</summary>
internal sealed class BaseParameters(Digest digest, ModelLayout layout, float[] parameters)
{
    private int _uses;

    /// <summary>Whether these are the parameters of that file, read as that model.</summary>
    public bool Are(Digest wanted, ModelLayout asked) => wanted == digest && asked.Faults(layout).IsEmpty;

    public Use Begin()
    {
        Interlocked.Increment(ref _uses);

        return new(this);
    }

    /// <summary>The vector's memory for another model; null while a job reads it.</summary>
    public float[]? Release() => Volatile.Read(ref _uses) == 0 ? parameters : null;

    /// <summary>One job's use of the vector; nothing may be read once it is disposed.</summary>
    internal sealed class Use(BaseParameters model) : IDisposable
    {
        private BaseParameters? _model = model;

        public ReadOnlyMemory<float> Parameters => (_model ?? throw new ObjectDisposedException(nameof(Use))).Vector;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _model, null) is { } used) Interlocked.Decrement(ref used._uses);
        }
    }

    private ReadOnlyMemory<float> Vector => parameters;
}
