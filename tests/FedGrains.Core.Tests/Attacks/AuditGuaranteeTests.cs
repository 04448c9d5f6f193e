namespace FedGrains.Core.Tests.Attacks;

public sealed class AuditGuaranteeTests
{
    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(0, 0.1, 0.595)]
    [InlineData(double.PositiveInfinity, 1e-5, 1)]
    public void MostArea_HandWorked(double epsilon, double delta, double area) => Assert.Equal(area, Area(epsilon, delta), 1e-12);

    // Against the area under the bound by small steps.
    [Theory]
    [InlineData(1, 1e-5)]
    [InlineData(2.5, 0.01)]
    [InlineData(0.3, 0.2)]
    public void MostArea_IsTheAreaUnderTheBound(double epsilon, double delta)
    {
        const int Steps = 1_000_000;
        double Bound(double x) => Math.Min(1, Math.Min((Math.Exp(epsilon) * x) + delta, 1 - ((1 - delta - x) / Math.Exp(epsilon))));

        Assert.Equal(Enumerable.Range(0, Steps).Average(i => Bound((i + 0.5) / Steps)), Area(epsilon, delta), 1e-9);
    }

    private static double Area(double epsilon, double delta) => (AuditSamples.Guarantee with { Epsilon = epsilon, Delta = delta }).MostArea;
}
