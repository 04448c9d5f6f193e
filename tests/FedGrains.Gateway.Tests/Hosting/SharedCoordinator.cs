[assembly: AssemblyFixture(typeof(FedGrains.Gateway.Tests.Hosting.SharedCoordinator))]

namespace FedGrains.Gateway.Tests.Hosting;

/// <summary>One coordinator for every test that neither stops it nor moves its clock; each test has a federation of its own.</summary>
public sealed class SharedCoordinator : TestCoordinator;
