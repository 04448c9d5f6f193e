using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

public sealed class SyntheticHospitalsTests
{
    private const ulong Seed = 7;

    [Fact]
    public void Write_SameSeed_GivesTheSameBytesAndAnotherSeedDoesNot()
    {
        using TempFolder a = new(), b = new(), c = new();
        SyntheticHospitals.Write(a.Path, Seed);
        SyntheticHospitals.Write(b.Path, Seed);
        SyntheticHospitals.Write(c.Path, Seed + 1);

        Assert.Equal(8, Directory.GetFiles(a.Path).Length);

        foreach (var name in Directory.GetFiles(a.Path).Select(Path.GetFileName))
        {
            Assert.Equal(Bytes(a, name!), Bytes(b, name!));
            Assert.Equal(name!.EndsWith(".yaml", StringComparison.Ordinal), Bytes(a, name).SequenceEqual(Bytes(c, name)));
        }
    }

    [Fact]
    public async Task Write_EveryHospital_CanBeReadByItsDefinition()
    {
        using var folder = new TempFolder();
        var hospitals = SyntheticHospitals.Write(folder.Path, Seed);
        var data = await Read(hospitals);

        Assert.Equal(["northfield", "riverside", "st-anne", "lakeview"], hospitals.Select(h => h.Name));
        Assert.Equal([420, 260, 140, 90], data.Select(d => d.RowsRead));
        Assert.All(data, d => Assert.True(d.CompleteRows < d.RowsRead && d.IsStratified));
        Assert.Single(data.Select(d => d.Definition.SchemaDigest()).Distinct());
        Assert.Equal(13, data[0].FeatureNames.Length);
    }

    [Fact]
    public void Patients_OfHospitals_DifferInCaseMix()
    {
        var hospitals = SyntheticHospitals.Profiles.Select(p => SyntheticHospitals.Patients(p, Seed).ToList()).ToList();

        Assert.True(Spread(hospitals, p => p.Age) > 10);
        Assert.True(Spread(hospitals, p => p.Male ? 1 : 0) > 0.15);
        Assert.True(Spread(hospitals, p => p.Disease ? 1 : 0) > 0.1);
        Assert.True(Spread(hospitals, p => p.StDepression) > 0.3);
    }

    [Fact]
    public void Patients_RiskModel_LeavesSomethingToLearn()
    {
        var patients = SyntheticHospitals.Profiles.SelectMany(p => SyntheticHospitals.Patients(p with { Patients = 20 * p.Patients }, Seed)).ToList();

        Assert.InRange(patients.Average(p => Math.Max(p.Risk, 1 - p.Risk)), 0.80, 0.86);
        Assert.InRange(patients.Average(p => p.Disease ? 1.0 : 0.0), 0.4, 0.6);
    }

    [Fact]
    public async Task Normalised_AllHospitals_TrainsAModelNearTheBestPossible()
    {
        using var folder = new TempFolder();
        var data = (await Read(SyntheticHospitals.Write(folder.Path, Seed))).ConvertAll(d => d.Normalised());
        var test = data.ConvertAll(d => d.TestFold);
        var model = new LogisticModel(13);

        Assert.True(model.Accuracy(test) < 0.65);
        Assert.InRange(model.Train(data.ConvertAll(d => d.TrainFold), steps: 300).Accuracy(test), 0.75, 0.9);
    }

    private static async Task<List<Dataset>> Read(IEnumerable<SyntheticHospital> hospitals)
    {
        var data = new List<Dataset>();
        foreach (var hospital in hospitals) data.Add(await DatasetReader.Read(DatasetDefinition.Load(hospital.DefinitionPath), TestContext.Current.CancellationToken));

        return data;
    }

    private static double Spread(List<List<SyntheticPatient>> hospitals, Func<SyntheticPatient, double> value) =>
        hospitals.Max(h => h.Average(value)) - hospitals.Min(h => h.Average(value));

    private static byte[] Bytes(TempFolder folder, string name) => File.ReadAllBytes(Path.Combine(folder.Path, name));
}
