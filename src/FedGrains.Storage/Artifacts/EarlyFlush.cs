using Microsoft.Win32.SafeHandles;

namespace FedGrains.Storage.Artifacts;

/// <summary>Flushes a growing file in the background every so often, so that the flush at its end, which a sender waits for, has little left to do.</summary>
internal sealed class EarlyFlush(SafeFileHandle handle)
{
    private const long Step = 16 << 20;

    private Task _running = Task.CompletedTask;
    private long _dirty;

    public void Grown(int bytes)
    {
        _dirty += bytes;

        // A failed flush stays: the kernel reports a lost page once, and Finish must not overlook it.
        if (_dirty < Step || !_running.IsCompletedSuccessfully) return;

        _dirty = 0;
        _running = Task.Run(() => RandomAccess.FlushToDisk(handle));
    }

    public async Task Finish()
    {
        await _running;
        await Task.Run(() => RandomAccess.FlushToDisk(handle));
    }
}
