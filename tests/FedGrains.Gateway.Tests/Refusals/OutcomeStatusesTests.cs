extern alias gateway;

using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;

using Grpc.Core;

using OutcomeStatuses = gateway::FedGrains.Gateway.Refusals.OutcomeStatuses;

namespace FedGrains.Gateway.Tests.Refusals;

/// <summary>What sites see of each outcome is part of the protocol: they decide by it whether to try again.</summary>
public sealed class OutcomeStatusesTests
{
    [Theory]
    [InlineData(ExchangeOutcome.Taken, StatusCode.OK)]
    [InlineData(ExchangeOutcome.Malformed, StatusCode.InvalidArgument)]
    [InlineData(ExchangeOutcome.NotAMember, StatusCode.PermissionDenied)]
    [InlineData(ExchangeOutcome.BadSignature, StatusCode.PermissionDenied)]
    [InlineData(ExchangeOutcome.Equivocation, StatusCode.AlreadyExists)]
    [InlineData(ExchangeOutcome.NotNow, StatusCode.FailedPrecondition)]
    [InlineData(ExchangeOutcome.NotFound, StatusCode.NotFound)]
    public void ToStatus_OfAMessageOfSecureAggregation(ExchangeOutcome outcome, StatusCode status) => Assert.Equal(status, OutcomeStatuses.ToStatus(outcome));

    [Theory]
    [InlineData(SubmitOutcome.Accepted, StatusCode.OK)]
    [InlineData(SubmitOutcome.Duplicate, StatusCode.OK)]
    [InlineData(SubmitOutcome.Equivocation, StatusCode.AlreadyExists)]
    [InlineData(SubmitOutcome.NotInCohort, StatusCode.PermissionDenied)]
    [InlineData(SubmitOutcome.TooLate, StatusCode.DeadlineExceeded)]
    [InlineData(SubmitOutcome.Closed, StatusCode.FailedPrecondition)]
    [InlineData(SubmitOutcome.WrongBase, StatusCode.FailedPrecondition)]
    [InlineData(SubmitOutcome.WrongTask, StatusCode.FailedPrecondition)]
    [InlineData(SubmitOutcome.NoExamples, StatusCode.InvalidArgument)]
    [InlineData(SubmitOutcome.TooManyExamples, StatusCode.InvalidArgument)]
    [InlineData(SubmitOutcome.BadMeasurement, StatusCode.InvalidArgument)]
    [InlineData(SubmitOutcome.WrongMechanism, StatusCode.InvalidArgument)]
    [InlineData(SubmitOutcome.WrongForm, StatusCode.FailedPrecondition)]
    [InlineData(SubmitOutcome.BadMaskedUpload, StatusCode.InvalidArgument)]
    public void ToStatus_OfASubmission(SubmitOutcome outcome, StatusCode status) => Assert.Equal(status, OutcomeStatuses.ToStatus(outcome));

    [Theory]
    [InlineData(EnrolOutcome.Enrolled, StatusCode.OK)]
    [InlineData(EnrolOutcome.AlreadyEnrolled, StatusCode.OK)]
    [InlineData(EnrolOutcome.WrongToken, StatusCode.PermissionDenied)]
    [InlineData(EnrolOutcome.TokenSpent, StatusCode.AlreadyExists)]
    [InlineData(EnrolOutcome.TokenExpired, StatusCode.DeadlineExceeded)]
    [InlineData(EnrolOutcome.Revoked, StatusCode.PermissionDenied)]
    public void ToStatus_OfAnEnrolment(EnrolOutcome outcome, StatusCode status) => Assert.Equal(status, OutcomeStatuses.ToStatus(outcome));
}
