namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Something sealed does not open: it was changed, cut, reordered, sealed to another key, or for another place. Which of these is not
/// said: an answer that tells checks apart is an oracle for whoever made the bytes.
/// </summary>
public sealed class SealException : Exception
{
    internal SealException()
        : base("This does not open: it was not sealed for here, or it has been changed since.")
    {
    }
}
