namespace FedGrains.Attacks.Statistics;

/// <summary>Linear equations with a symmetric, positive definite matrix.</summary>
internal static class Cholesky
{
    /// <summary>The x with matrix · x = right. Factorises the matrix in place.</summary>
    public static double[] Solve(double[][] matrix, double[] right)
    {
        Factorise(matrix);
        double[] x = [.. right];

        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++) x[i] -= matrix[i][j] * x[j];
            x[i] /= matrix[i][i];
        }

        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < x.Length; j++) x[i] -= matrix[j][i] * x[j];
            x[i] /= matrix[i][i];
        }

        return x;
    }

    // The lower triangle becomes L, with matrix = L Lᵀ.
    private static void Factorise(double[][] matrix)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[i][j];
                for (var k = 0; k < j; k++) rest -= matrix[i][k] * matrix[j][k];

                matrix[i][j] = i == j ? Math.Sqrt(rest) : rest / matrix[j][j];
            }
        }
    }
}
