namespace FedGrains.Health.Datasets;

/// <summary>How a synthetic hospital's patients differ from another's.</summary>
/// <param name="Name">The hospital.</param>
/// <param name="Patients">How many patients come.</param>
/// <param name="MeanAge">Their mean age in years.</param>
/// <param name="MaleShare">The share of men.</param>
/// <param name="Severity">How ill those who come are, in standard deviations from the mean of all hospitals: a referral centre is above 0.</param>
/// <param name="SiteEffect">What the hospital adds to every patient's log-odds beyond what is measured.</param>
/// <param name="CholesterolOffset">What the hospital's laboratory adds to every cholesterol, in mg/dl.</param>
/// <param name="MissingShare">The share of blood values that were not taken.</param>
public sealed record HospitalProfile(
    string Name, int Patients, double MeanAge, double MaleShare, double Severity, double SiteEffect, double CholesterolOffset, double MissingShare);
