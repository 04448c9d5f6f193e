namespace FedGrains.Privacy.Accounting.Calibration;

/// <summary>No noise, or no number of steps, meets a target; the message says why.</summary>
public sealed class CalibrationException(string message) : Exception(message);
