using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets;

namespace FedGrains.Cli.Demo;

/// <summary>The hospitals of the demonstration and what they train on.</summary>
/// <param name="Hospitals">Each with the folder of its site and its dataset definition in it.</param>
/// <param name="Dataset">The dataset's name at every one.</param>
/// <param name="Features">How many features it has.</param>
internal sealed record DemoHospitals(ImmutableArray<DemoHospital> Hospitals, DatasetName Dataset, int Features)
{
    /// <summary>Writes the dataset definitions, and the synthetic patients when no real data was given.</summary>
    public static DemoHospitals Prepare(DemoOptions options) => options.Data is { } data ? Real(options, data) : Synthetic(options);

    private static DemoHospitals Real(DemoOptions options, string data)
    {
        var files = HeartDisease.Hospitals.Select(h => Path.GetFullPath(Path.Combine(data, HeartDisease.FileOf(h)))).ToArray();

        if (files.Where(f => !File.Exists(f)).ToArray() is { Length: > 0 } missing)
            throw new CommandException($"--data must name a folder with the four UCI heart-disease files. Missing: {string.Join(", ", missing)}.");

        var hospitals = HeartDisease.Hospitals.Zip(files, (name, file) =>
        {
            var hospital = DemoHospital.Create(options, name, "dataset.yaml");
            File.WriteAllText(hospital.Definition, HeartDisease.Definition(file).ToYaml());

            return hospital;
        });

        return Of(hospitals, HeartDisease.Definition(files[0]));
    }

    private static DemoHospitals Synthetic(DemoOptions options)
    {
        var hospitals = SyntheticHospitals.Profiles.Select(profile =>
        {
            var hospital = DemoHospital.Create(options, profile.Name, $"{profile.Name}.yaml");
            SyntheticHospitals.Write(hospital.Folder, profile, options.Seed);

            return hospital;
        });

        return Of(hospitals, SyntheticHospitals.Definition("any.csv"));
    }

    private static DemoHospitals Of(IEnumerable<DemoHospital> hospitals, DatasetDefinition definition) => new([.. hospitals], definition.Name, definition.Features().Length);
}

/// <summary>One hospital: its node and the folder of its site.</summary>
internal sealed record DemoHospital(NodeId Node, string Folder, string Definition)
{
    public string Configuration => Path.Combine(Folder, "site.yaml");

    public string Invitation => Path.Combine(Folder, "invitation.json");

    public static DemoHospital Create(DemoOptions options, string name, string definition)
    {
        var folder = Path.GetFullPath(Path.Combine(options.Output, "sites", name));
        Directory.CreateDirectory(folder);

        return new(NodeId.Parse(name), folder, Path.Combine(folder, definition));
    }
}
