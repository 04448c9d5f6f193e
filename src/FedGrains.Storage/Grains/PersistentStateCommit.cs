using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>How every grain writes its state.</summary>
public static class PersistentStateCommit
{
    /// <summary>
    /// Replaces the state and writes it; when the write fails the grain goes on believing what is stored. A write that lost its answer may be stored all the
    /// same: then the next one is refused as inconsistent, and the state is read again, so that the one after it, by a timer or a caller that tries again, succeeds.
    /// </summary>
    public static async Task Commit<TState>(this IPersistentState<TState> state, TState next)
    {
        var previous = state.State;
        state.State = next;

        try
        {
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            state.State = previous;
            await state.ReadAgain();
            throw;
        }
        catch
        {
            state.State = previous;
            throw;
        }
    }

    // Where even that fails the next write is refused once more, and it is read then.
    private static async Task ReadAgain<TState>(this IPersistentState<TState> state) =>
        await state.ReadStateAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
