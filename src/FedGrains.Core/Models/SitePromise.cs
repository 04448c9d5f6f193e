using System.Collections.Immutable;

namespace FedGrains.Core.Models;

/// <summary>What is promised to each site as a whole about a model version and all that came of its run before it: its updates were seen in noised sums only.</summary>
/// <param name="Adjacency">When two cohorts are neighbours: <c>zeroOutOne</c>.</param>
/// <param name="Epsilon">ε in natural-log units.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">The name of who priced it.</param>
/// <param name="Rho">What all sums cost together: they are ρ-zCDP.</param>
/// <param name="Sums">How many sums were opened, or may have been.</param>
/// <param name="Mechanism">How, in words.</param>
/// <param name="NotCovered">What the promise says nothing about, a sentence each.</param>
/// <param name="Sentence">The promise in words.</param>
public sealed record SitePromise(
    string Adjacency, double Epsilon, double Delta, string Accountant, double Rho, int Sums, string Mechanism, ImmutableArray<string> NotCovered, string Sentence);
