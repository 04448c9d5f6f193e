using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;
using FedGrains.Site.Datasets;
using FedGrains.Site.Identity;
using FedGrains.Site.Jobs;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Ledger;

/// <summary>Asks the dataset's ledger before a job trains, and has it write down what leaves before it leaves.</summary>
internal sealed class Spending(IGrainFactory grains, ISiteDatasets datasets, SiteIdentity identity)
{
    /// <summary>The payment for a training that is about to begin. Throws a <see cref="SiteTrainingException"/> when the budget does not allow it.</summary>
    public async Task<Payment> Begin(JobAssignment assignment, SiteTask task, CancellationToken cancellation)
    {
        var summary = (await datasets.List(cancellation)).FirstOrDefault(d => d.Name == task.Dataset);

        // Without a summary nobody knows how many records there are; a sample of one record is dearest.
        var asked = task.Training.MechanismFor(Math.Max(1, summary?.TrainingExamples ?? 1));
        var release = new PrivacyRelease(identity.Node.Federation.Value, assignment.Run.Value, assignment.Round, Update: null, EventOf(asked));
        var payment = new Payment(grains.GetGrain<ILedgerGrain>(task.Dataset.Value), task, release);
        await payment.Ask();

        return payment;
    }

    public static PrivacyEvent EventOf(DpSgdMechanism? mechanism) => mechanism is { } noisy
        ? PrivacyEvent.NoisySteps(noisy.SamplingRate, noisy.NoiseMultiplier, noisy.Steps)
        : new PrivacyEvent.NonPrivate("an update trained without noise");
}

/// <summary>What one training gives away, and whether it is paid for.</summary>
/// <param name="ledger">Where it is written down.</param>
/// <param name="task">What was asked of the training.</param>
/// <param name="planned">What leaves if it is done as asked.</param>
internal sealed class Payment(ILedgerGrain ledger, SiteTask task, PrivacyRelease planned)
{
    private bool _settled;

    public async Task Ask() => Require(await ledger.Judge(planned));

    /// <summary>Pays for an update. Nothing of it may leave, nor be signed, before this has returned.</summary>
    public Task Spend(TrainedModel trained, Digest update)
    {
        RequireAsAsked(trained);

        return Settle(planned with { Update = update.Value, Event = Spending.EventOf(trained.Mechanism) });
    }

    /// <summary>Pays for a training that failed: that it failed, and how, follows from the records as an update does, and is told.</summary>
    public Task SpendOnFailure() => _settled ? Task.CompletedTask : Settle(planned);

    private async Task Settle(PrivacyRelease release)
    {
        var decision = await ledger.Spend(release);

        // A refusal says nothing of the training.
        _settled = true;
        Require(decision);
    }

    private void Require(SpendDecision decision)
    {
        if (decision.Refusal(task.Dataset.Value) is { } refusal) throw new SiteTrainingException(refusal);
    }

    private void RequireAsAsked(TrainedModel trained)
    {
        var asked = task.Training.MechanismFor(Math.Max(1, trained.Examples));
        var isAsAsked = (asked, trained.Mechanism) switch
        {
            (null, null) => true,
            ({ } wanted, { } done) => trained.Loss is null && !done.Shortfalls(wanted).Any(),
            _ => false,
        };

        if (!isAsAsked) throw new SiteTrainingException("update: this site's trainer did not keep to training.privacy, so nothing of it was sent. The site's operator must look after it.");
    }
}
