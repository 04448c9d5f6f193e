using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;

using Grpc.Core;

namespace FedGrains.Gateway.Refusals;

/// <summary>What sites see of each outcome. No default arm: a new outcome does not compile until someone decides.</summary>
internal static class OutcomeStatuses
{
    public static StatusCode ToStatus(this SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Accepted or SubmitOutcome.Duplicate => StatusCode.OK,
        SubmitOutcome.Equivocation => StatusCode.AlreadyExists,
        SubmitOutcome.NotInCohort => StatusCode.PermissionDenied,
        SubmitOutcome.TooLate => StatusCode.DeadlineExceeded,
        SubmitOutcome.Closed or SubmitOutcome.WrongBase or SubmitOutcome.WrongTask or SubmitOutcome.WrongForm => StatusCode.FailedPrecondition,
        SubmitOutcome.NoExamples or SubmitOutcome.TooManyExamples or SubmitOutcome.BadMeasurement or SubmitOutcome.WrongMechanism or SubmitOutcome.BadMaskedUpload => StatusCode.InvalidArgument,
    };

    public static StatusCode ToStatus(this ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Taken => StatusCode.OK,
        ExchangeOutcome.Malformed => StatusCode.InvalidArgument,
        ExchangeOutcome.NotAMember or ExchangeOutcome.BadSignature => StatusCode.PermissionDenied,
        ExchangeOutcome.Equivocation => StatusCode.AlreadyExists,
        ExchangeOutcome.NotNow => StatusCode.FailedPrecondition,
        ExchangeOutcome.NotFound => StatusCode.NotFound,
    };

    public static StatusCode ToStatus(this EnrolOutcome outcome) => outcome switch
    {
        EnrolOutcome.Enrolled or EnrolOutcome.AlreadyEnrolled => StatusCode.OK,
        EnrolOutcome.WrongToken => StatusCode.PermissionDenied,
        EnrolOutcome.TokenSpent => StatusCode.AlreadyExists,
        EnrolOutcome.TokenExpired => StatusCode.DeadlineExceeded,
        EnrolOutcome.Revoked => StatusCode.PermissionDenied,
    };
}
