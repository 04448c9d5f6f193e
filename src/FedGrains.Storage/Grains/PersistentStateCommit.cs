namespace Orleans.Runtime;

/// <summary>How every grain writes its state.</summary>
public static class PersistentStateCommit
{
    /// <summary>Replaces the state and writes it; when the write fails the grain goes on believing what is stored.</summary>
    public static async Task Commit<TState>(this IPersistentState<TState> state, TState next)
    {
        var previous = state.State;
        state.State = next;

        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = previous;
            throw;
        }
    }
}
