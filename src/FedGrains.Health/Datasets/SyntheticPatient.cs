using System.Globalization;
using FedGrains.Core.Models;

namespace FedGrains.Health.Datasets;

/// <summary>A person who does not exist. Values are rounded as a record would hold them, and the risk follows from the rounded values.</summary>
internal sealed record SyntheticPatient(
    int Age, bool Male, double? SystolicPressure, double? Cholesterol, double RestingHeartRate, double Bmi, bool Smoker, bool Diabetes,
    string ChestPain, double MaxHeartRate, double StDepression, double Risk, bool Disease)
{
    public const string Header = "age,male,systolic_bp,cholesterol,resting_heart_rate,bmi,smoker,diabetes,chest_pain,max_heart_rate,st_depression,disease";

    private static readonly string[] ChestPains = ["none", "non-anginal", "atypical", "typical"];

    /// <summary>A record of the file; what was not measured is empty.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Age},{Flag(Male)},{SystolicPressure},{Cholesterol},{RestingHeartRate},{Bmi:0.0},{Flag(Smoker)},{Flag(Diabetes)},{ChestPain},{MaxHeartRate},{StDepression:0.0},{Flag(Disease)}");

    public static SyntheticPatient Draw(HospitalProfile hospital, SeededRandom random)
    {
        var illness = hospital.Severity + random.NextNormal();
        var age = (int)Measure(hospital.MeanAge + (10 * random.NextNormal()), 25, 92);
        var male = random.NextDouble() < hospital.MaleShare;
        var smoker = random.NextDouble() < (male ? 0.32 : 0.22);
        var diabetes = random.NextDouble() < Logistic(-2 + (0.04 * (age - 55)) + (0.4 * illness));
        var bmi = Measure(26.5 + (diabetes ? 2 : 0) + (4 * random.NextNormal()), 15, 55, digits: 1);
        var pressure = Measure(128 + (0.5 * (age - 55)) + (0.8 * (bmi - 27)) + (14 * random.NextNormal()), 80, 230);
        var cholesterol = Measure(208 + (0.3 * (age - 55)) + (38 * random.NextNormal()), 90, 420);
        var restingRate = Measure(71 + (smoker ? 4 : 0) + (9 * random.NextNormal()), 40, 130);
        var maxRate = Measure(207 - (0.8 * age) - (7 * illness) + (14 * random.NextNormal()), 70, 210);
        var depression = Measure(0.7 + (0.6 * illness) + (0.7 * random.NextNormal()), 0, 6, digits: 1);
        var pain = ChestPains[(int)Measure(Math.Floor(1.5 + (0.7 * illness) + random.NextNormal()), 0, 3)];

        var risk = Logistic(hospital.SiteEffect - 1.6
            + (0.70 * (age - 55) / 10) + (male ? 1.1 : 0) + (smoker ? 1.0 : 0) + (diabetes ? 1.1 : 0)
            + (0.50 * (pressure - 130) / 16) + (0.70 * (cholesterol - 208) / 38) + (0.20 * (restingRate - 72) / 9) + (0.25 * (bmi - 27) / 4)
            - (0.95 * (maxRate - 163) / 18) + (1.4 * (depression - 0.8)) + (0.70 * (Array.IndexOf(ChestPains, pain) - 1.5)));

        var disease = random.NextDouble() < risk;
        var pressureIsMissing = random.NextDouble() < hospital.MissingShare / 2;
        var cholesterolIsMissing = random.NextDouble() < hospital.MissingShare;

        return new(
            age, male, pressureIsMissing ? null : pressure, cholesterolIsMissing ? null : Measure(cholesterol + hospital.CholesterolOffset, 60, 480),
            restingRate, bmi, smoker, diabetes, pain, maxRate, depression, risk, disease);
    }

    private static double Measure(double value, double min, double max, int digits = 0) => Math.Round(Math.Clamp(value, min, max), digits);

    private static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static int Flag(bool value) => value ? 1 : 0;
}
