using FedGrains.Health.Datasets;
using FedGrains.Site.Auditing;
using FedGrains.Site.Connection;

namespace FedGrains.Site.Datasets;

[GrainType("fedgrains.site.dataset")]
internal sealed partial class DatasetGrain(
    [PersistentState("dataset")] IPersistentState<DatasetGrainState> state, DatasetFiles files, SiteAudit audit, Outbox outbox, ILogger<DatasetGrain> logger) : Grain, IDatasetGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task<DatasetRegistered> Register(DatasetRegistration registration)
    {
        var outcome = await Read(registration.Definition, registration.Folder);

        if (outcome.Summary is not { } summary)
        {
            LogRefused(Key, outcome.Faults.Length);

            return outcome;
        }

        if (state.State.Definition != registration.Definition) await audit.Registered(Key, registration.Definition);
        await state.Commit(new() { Definition = registration.Definition, Folder = registration.Folder, Summary = summary });
        await GrainFactory.GetGrain<IDatasetDirectoryGrain>(IDatasetDirectoryGrain.Key).Add(summary.Name);
        outbox.Tell(SummaryMessages.Of(summary));
        LogRegistered(Key, summary.TrainingExamples, summary.HeldOutExamples);

        return outcome;
    }

    public async Task<DatasetRegistered> Summary()
    {
        if (state.State.Definition is not { } definition) return DatasetRegistered.Refused([$"No dataset is registered under '{Key}'."]);

        var outcome = await Read(definition, state.State.Folder);
        if (outcome.Summary is { } summary && summary != state.State.Summary) await state.Commit(state.State with { Summary = summary });

        return outcome;
    }

    public Task<DatasetRegistration?> Definition() =>
        Task.FromResult(state.State.Definition is { } definition ? new DatasetRegistration(definition, state.State.Folder) : null);

    private async Task<DatasetRegistered> Read(string text, string folder)
    {
        try
        {
            var definition = DatasetDefinition.Parse(text, folder);

            return definition.Name.Value == Key
                ? DatasetRegistered.As((await files.Read(definition, CancellationToken.None)).Summary)
                : DatasetRegistered.Refused([$"name: the definition is of '{definition.Name}', not of '{Key}'."]);
        }
        catch (DatasetDefinitionException fault)
        {
            return DatasetRegistered.Refused(fault.Faults);
        }
        catch (DatasetException fault)
        {
            return DatasetRegistered.Refused(fault.Faults);
        }
    }
}
