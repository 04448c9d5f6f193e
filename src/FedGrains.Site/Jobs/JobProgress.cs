using FedGrains.Protocol.V1;
using FedGrains.Site.Connection;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Jobs;

/// <summary>Tells the coordinator how far a job is: not more often than it is worth, and often enough to keep the job's lease while it works.</summary>
internal sealed class JobProgress : IProgress<TrainerProgress>, IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    // An evaluation or a slow step tells nothing of itself, so silence is not yet a standstill. This long, it is.
    private static readonly TimeSpan Standstill = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Progress _now;
    private long _sent;
    private long _moved;

    public JobProgress(Outbox outbox, TimeProvider clock, JobAssignment assignment)
    {
        (_outbox, _clock) = (outbox, clock);
        _now = new() { Run = assignment.Run.Value, Round = assignment.Round, Stage = "downloading" };
        _sent = _moved = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Repeat(), null, Most, Most);
    }

    /// <summary>Begins a stage.</summary>
    public void Enter(string stage, long total)
    {
        lock (_lock)
        {
            (_now.Stage, _now.Done, _now.Total) = (stage, 0, total);
            Moved();
        }
    }

    /// <summary>The stage is this far.</summary>
    public void Reach(long done)
    {
        lock (_lock)
        {
            _now.Done = done;
            Moved();
        }
    }

    public void Report(TrainerProgress value)
    {
        lock (_lock)
        {
            (_now.Done, _now.Total, _now.Loss) = (value.Done, value.Total, value.Loss is { } loss && double.IsFinite(loss) ? loss : 0);
            Moved();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Moved()
    {
        _moved = _clock.GetTimestamp();
        if (_clock.GetElapsedTime(_sent, _moved) >= Least) Send();
    }

    private void Repeat()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_moved) < Standstill && _clock.GetElapsedTime(_sent) >= Least) Send();
        }
    }

    private void Send()
    {
        _sent = _clock.GetTimestamp();
        _outbox.Tell(_now.Clone());
    }
}
