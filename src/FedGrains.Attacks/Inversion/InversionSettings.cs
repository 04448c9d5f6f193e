namespace FedGrains.Attacks.Inversion;

/// <summary>How hard iterative inversion tries.</summary>
/// <param name="Iterations">Steps of L-BFGS in an attempt; Zhu et al. take 300.</param>
/// <param name="Attempts">Fresh starts; the one that comes nearest to the gradient counts.</param>
/// <param name="Tolerance">An attempt ends, and no other begins, once the squared distance is less than this share of the gradient's own.</param>
public sealed record InversionSettings(int Iterations = 300, int Attempts = 4, double Tolerance = 1e-10);
