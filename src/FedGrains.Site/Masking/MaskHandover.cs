using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

/// <summary>Masks on their way from the grain that makes them to the job that applies them. They are secrets, and so no grain call carries them.</summary>
internal sealed class MaskHandover : IDisposable
{
    private readonly Dictionary<ulong, RoundMasks> _waiting = [];

    /// <summary>Lays a round's masks down; those that lay there are thrown away.</summary>
    public void Put(ulong round, RoundMasks masks)
    {
        lock (_waiting)
        {
            if (_waiting.Remove(round, out var before)) before.Dispose();
            _waiting.Add(round, masks);
        }
    }

    /// <summary>Takes a round's masks, which are the caller's from then on.</summary>
    public RoundMasks Take(ulong round)
    {
        lock (_waiting)
            return _waiting.Remove(round, out var masks) ? masks : throw new InvalidOperationException($"No masks of round {round} were laid down.");
    }

    public void Dispose()
    {
        lock (_waiting)
        {
            foreach (var masks in _waiting.Values) masks.Dispose();
            _waiting.Clear();
        }
    }
}
