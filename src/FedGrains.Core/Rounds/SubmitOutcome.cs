namespace FedGrains.Core.Rounds;

/// <summary>What came of a submission.</summary>
public enum SubmitOutcome
{
    /// <summary>Accepted: there is a receipt.</summary>
    Accepted,

    /// <summary>The same submission was accepted before; the receipt stands.</summary>
    Duplicate,

    /// <summary>The node has submitted something else in this round.</summary>
    Equivocation,

    /// <summary>The node was not asked in this round.</summary>
    NotInCohort,

    /// <summary>The deadline has passed.</summary>
    TooLate,

    /// <summary>The round has closed.</summary>
    Closed,

    /// <summary>The submission starts from another model version than the round does.</summary>
    WrongBase,

    /// <summary>The round asks for an update and there is none, or the other way round.</summary>
    WrongTask,

    /// <summary>The round's updates are masked and this one is not, or the other way round.</summary>
    WrongForm,

    /// <summary>The statement that goes with a masked update is not one of this site on this round.</summary>
    BadMaskedUpload,

    /// <summary>The example count is zero or negative.</summary>
    NoExamples,

    /// <summary>The example count is beyond what the node registered.</summary>
    TooManyExamples,

    /// <summary>A measurement is not a finite number or has no examples.</summary>
    BadMeasurement,

    /// <summary>What the report says of differential privacy is not what the round's plan asks for, or less.</summary>
    WrongMechanism,
}
