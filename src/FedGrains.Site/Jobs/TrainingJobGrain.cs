namespace FedGrains.Site.Jobs;

[GrainType("fedgrains.site.job")]
internal sealed partial class TrainingJobGrain([PersistentState("job")] IPersistentState<TrainingJobState> state, JobRunner runner, ILogger<TrainingJobGrain> logger)
    : Grain, ITrainingJobGrain, IJobStepsGrain
{
    // Unfinished work is not worth a write: after a crash the coordinator assigns it again, and it starts again.
    private JobAssignment? _underWay;
    private string? _withdrawn;

    private string Key => this.GetPrimaryKeyString();

    private TrainingJobState Done => state.State;

    public Task Accept(JobAssignment assignment)
    {
        _withdrawn = null;
        _underWay = assignment;

        // Finished work is sent again whatever became of it; only a failure that left none is told again.
        var known = IsKnown(assignment) ? Done : new();
        runner.Start(assignment, known.Work, known is { Phase: JobPhase.Failed, Work: null } ? known.Reason : null, again: known.Phase is JobPhase.Submitted);

        return Task.CompletedTask;
    }

    public Task Withdraw(string reason)
    {
        runner.Cancel(Key);

        if (_underWay is not null && Done.AcceptedAt is null)
        {
            LogWithdrawn(Key);
            _withdrawn = reason;
        }

        _underWay = null;

        return Task.CompletedTask;
    }

    public Task<JobStatus> Describe() => Task.FromResult(new JobStatus(Key, Phase(), Done.Work?.Update, _withdrawn ?? Done.Reason, Done.AcceptedAt));

    public async Task Signed(JobAssignment assignment, SignedWork work)
    {
        await state.Commit(new() { Phase = JobPhase.Finished, Assignment = assignment, Work = work });
        LogSigned(Key, work.UpdateLength);
    }

    public async Task Submitted(DateTimeOffset acceptedAt)
    {
        _underWay = null;

        if (Done.Phase is not JobPhase.Submitted) await state.Commit(Done with { Phase = JobPhase.Submitted, AcceptedAt = acceptedAt, Reason = null });
        LogSubmitted(Key);
    }

    public async Task Failed(JobAssignment assignment, string reason)
    {
        _underWay = null;
        LogFailed(Key, reason);

        var next = (IsKnown(assignment) ? Done : new() { Assignment = assignment }) with { Phase = JobPhase.Failed, Reason = reason };
        if (next != Done) await state.Commit(next);
    }

    public async Task Forget()
    {
        await state.ClearStateAsync();
        DeactivateOnIdle();
    }

    private bool IsKnown(JobAssignment assignment) => Done.Assignment is { } before && before.IsSameWork(assignment);

    private JobPhase Phase() => this switch
    {
        { _withdrawn: not null } => JobPhase.Withdrawn,
        { _underWay: not null } when Done.Phase is JobPhase.None => JobPhase.Working,
        _ => Done.Phase,
    };
}
