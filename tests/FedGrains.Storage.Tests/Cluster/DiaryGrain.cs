using FedGrains.Storage.Tests.Grains;

namespace FedGrains.Storage.Tests.Cluster;

internal sealed class DiaryGrain([PersistentState("diary")] IPersistentState<TestState> state) : Grain, IDiaryGrain, IRemindable
{
    private bool _existedOnActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _existedOnActivation = state.RecordExists;
        return Task.CompletedTask;
    }

    public Task Write(int number)
    {
        state.State = state.State with { Number = number };
        return state.WriteStateAsync();
    }

    public Task<int> Read() => Task.FromResult(state.State.Number);

    public Task<bool> ExistedOnActivation() => Task.FromResult(_existedOnActivation);

    public Task Remind(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public async Task<bool> IsReminded(string name) => await this.GetReminder(name) is not null;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
