using System.Collections.Immutable;
using CsCheck;
using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

public sealed class DatasetDefinitionTests
{
    private const string Everything = """
        name: Bad Name
        source: { pth: a.csv, format: cvs, header: perhaps, delimiter: ";;" }
        missingRows: keep
        columns:
          - { name: age, type: integr, min: old }
          - { name: ward, type: category, values: [a, a] }
          - { name: bmi, type: number, min: 9, max: 1, encoding: oneHot }
          - { name: bmi, type: number }
          - { type: number }
          - just-a-word
        target: { column: stage, kind: binary }
        split: { trainShare: 66, seed: -1, method: sklern }
        normalization: zscore
        """;

    [Fact]
    public void Parse_ManyFaults_ListsAllOfThem()
    {
        var faults = Faults(Everything);

        Assert.Equal(
            [
                "columns.age.min: must be a number, not 'old' (line 5).",
                "columns.age.type: 'integr' is not known (line 5). Did you mean 'integer'? Known: number, integer, category, boolean.",
                "columns.bmi.min: must not be more than max.",
                "columns.bmi.name: is declared 2 times.",
                "columns.bmi.type: an encoding is for a category, and this is a number.",
                "columns.ward.encoding: is missing; say none, oneHot, oneHotDropFirst.",
                "columns.ward.values: must be different from one another.",
                "columns[5].name: is missing.",
                "columns[6]: must be a mapping of fields (line 10).",
                "missingRows: 'keep' is not known (line 3). Known: refuse, drop.",
                "name: 'Bad Name' is not a dataset name; use 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or a digit.",
                "normalization: not a known field (line 13). Did you mean 'normalisation'? Known: name, source, missing, missingRows, columns, target, split, normalisation, privacy.",
                "source.delimiter: must be one character (line 2).",
                "source.format: 'cvs' is not known (line 2). Did you mean 'csv'? Known: csv, parquet.",
                "source.header: must be true or false, not 'perhaps' (line 2).",
                "source.path: is missing.",
                "source.pth: not a known field (line 2). Did you mean 'path'? Known: path, format, header, delimiter.",
                "split.method: 'sklern' is not known (line 12). Did you mean 'sklearn'? Known: seeded, sklearn.",
                "split.seed: must be an integer from 0 to 4294967295, not '-1' (line 12).",
                "split.trainShare: must be more than 0 and less than 1.",
                "target.column: 'stage' is not declared. Did you mean 'age'? Known: age, ward, bmi.",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: stage, kind: binary }", "target.kind: binary needs positiveAbove or positive, one of the two (a boolean column needs neither).")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: stage, kind: class }", "target.classes: must list at least two values.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: stage, kind: class, classes: [0, x] }", "target.classes: must be numbers, as column 'stage' is.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: smoker, kind: class }", "target.kind: use binary for a boolean column.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: stage, kind: number }", "target.kind: number has no classes to stratify by; write split.stratify: false.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: note, kind: binary, positiveAbove: 1 }", "target.column: 'note' is dropped; a target must be used.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "target: { column: stag, kind: binary, positiveAbove: 1 }", "target.column: 'stag' is not declared. Did you mean 'stage'? Known: age, ward, creatinine, smoker, stage.")]
    [InlineData("target: { column: stage, kind: binary, positiveAbove: 1 }", "", "target: is missing.")]
    [InlineData("split: { trainShare: 0.5, seed: 1 }", "split: { trainShare: 1, seed: 1 }", "split.trainShare: must be more than 0 and less than 1.")]
    [InlineData("split: { trainShare: 0.5, seed: 1 }", "", "split: is missing.")]
    [InlineData("path: sample.csv", "path: sample.parquet, format: parquet, header: true", "source.header: is for csv only; leave it out (line 2).")]
    [InlineData("path: sample.csv", "path: sample.csv, delimiter: a", "source.delimiter: must not be a character that values are made of, a quote or a line end.")]
    [InlineData("values: [surgery, medicine, \"7\"]", "values: [surgery]", "columns.ward.values: must list every value of the category, at least two.")]
    [InlineData("values: [surgery, medicine, \"7\"]", "values: [surgery, \"?\"]", "columns.ward.values: must not be empty, start or end with a space, or be one of the missing markers.")]
    [InlineData("name: creatinine", "name: ward_medicine", "columns: 2 features would be called 'ward_medicine'; rename a column or a value.")]
    [InlineData("type: boolean", "type: boolean, min: 0", "columns.smoker.type: min and max are for a number or an integer, and this is a boolean.")]
    [InlineData("type: boolean", "type: boolean, values: [a, b]", "columns.smoker.type: values are for a category, and this is a boolean.")]
    [InlineData("missing: [\"?\"]", "missing: \"?\"", "missing: must be a list (line 3).")]
    [InlineData("name: sample", "name: [sample]", "name: must be one value (line 1).")]
    public void Parse_OneFault_TellsJustThat(string sound, string broken, string expected) =>
        Assert.Equal([expected], Faults(Samples.Yaml.Replace(sound, broken, StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("name: a\n---\nname: b")]
    public void Parse_NoMapping_IsRefused(string text) =>
        Assert.Equal(["The file must hold one YAML document that is a mapping of fields."], Faults(text));

    [Theory]
    [InlineData("name: {")]
    [InlineData("name: a\nname: b")]
    public void Parse_NotYaml_SaysWhere(string text) =>
        Assert.StartsWith("The file is neither YAML nor JSON: line ", Assert.Single(Faults(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Parse_NestedWithoutEnd_IsRefusedAndNothingOverflows(string opening) =>
        Assert.Equal(["The file is nested too deep for a definition."], Faults(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Fact]
    public void Load_NoFile_SaysSo()
    {
        var fault = Assert.Throws<DatasetDefinitionException>(() => DatasetDefinition.Load("/nowhere/a.yaml"));

        Assert.Contains("/nowhere/a.yaml", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_File_LooksForDataBesideIt()
    {
        using var folder = new TempFolder();
        var path = folder.Write("sample.yaml", Samples.Yaml);

        Assert.Equal(Path.Combine(folder.Path, "sample.csv"), DatasetDefinition.Load(path).FilePath);
    }

    [Fact]
    public void Parse_Json_IsTheSame()
    {
        const string Json = """
            {
              "name": "sample", "source": { "path": "sample.csv" }, "missing": ["?"], "missingRows": "drop",
              "columns": [
                { "name": "age", "type": "integer", "unit": "years", "min": 18, "max": 110 },
                { "name": "ward", "type": "category", "values": ["surgery", "medicine", "7"], "encoding": "oneHotDropFirst" },
                { "name": "creatinine", "type": "number", "unit": "mg/dl", "min": 0 },
                { "name": "smoker", "type": "boolean" }, { "name": "note", "drop": true }, { "name": "stage", "type": "integer" }
              ],
              "target": { "column": "stage", "kind": "binary", "positiveAbove": 1 }, "split": { "trainShare": 0.5, "seed": 1 }
            }
            """;

        Assert.Equal(DatasetDefinition.Parse(Samples.Yaml), DatasetDefinition.Parse(Json));
    }

    [Fact]
    public void ToYaml_HeartDisease_ReadsBack()
    {
        var definition = HeartDisease.Definition("processed.va.data");
        var back = DatasetDefinition.Parse(definition.ToYaml());

        Assert.Equal(definition, back);
        Assert.Equal(definition.SchemaDigest(), back.SchemaDigest());
        Assert.Equal((definition.Source, definition.Split), (back.Source, back.Split));
        Assert.Equal(definition.Features(), back.Features());
    }

    [Fact]
    public void ToYaml_AnyTexts_ReadBack() => Gen.String.Where(IsText).Array[3].Sample(texts =>
    {
        var definition = DatasetDefinition.Parse(Samples.Yaml) with { Missing = [texts[0]] };
        definition = definition with { Columns = definition.Columns.SetItem(0, definition.Columns[0] with { Unit = texts[1], Description = texts[2], Max = 1e300 }) };
        if (definition.Faults().Length > 0) return;

        var back = DatasetDefinition.Parse(definition.ToYaml());

        Assert.Equal((texts[0], texts[1], texts[2]), (back.Missing[0], back.Columns[0].Unit, back.Columns[0].Description));
    });

    [Theory]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("- a")]
    [InlineData("a: b # c")]
    [InlineData("'\"\\\n")]
    public void ToYaml_TextThatLooksLikeYaml_ReadsBack(string text) =>
        Assert.Equal([text], DatasetDefinition.Parse((DatasetDefinition.Parse(Samples.Yaml) with { Missing = [text] }).ToYaml()).Missing);

    [Fact]
    public void SchemaDigest_DependsOnWhatSitesAgreeOnAndNotOnTheFile()
    {
        var definition = DatasetDefinition.Parse(Samples.Yaml);
        var digest = definition.SchemaDigest();

        Assert.Equal(digest, (definition with { Source = new("elsewhere.parquet", SourceFormat.Parquet), Missing = ["NA"], Directory = "/data" }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { Name = DatasetName.Parse("other") }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { Columns = [.. definition.Columns.Reverse()] }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { Split = definition.Split with { Seed = 2 } }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { Target = definition.Target with { PositiveAbove = 2 } }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { Normalisation = Normalisation.None }).SchemaDigest());
        Assert.NotEqual(digest, (definition with { MissingRows = MissingRows.Refuse }).SchemaDigest());
    }

    [Fact]
    public void Parse_Privacy_IsABudget()
    {
        Assert.Null(DatasetDefinition.Parse(Samples.Yaml).Privacy);
        Assert.Equal(new(3, 1e-5), WithBudget("{ epsilon: 3, delta: 1e-5 }").Privacy);
        Assert.Equal(new(0.5, 0.001, AllowNonPrivate: true), WithBudget("{ epsilon: 0.5, delta: 0.001, allowNonPrivate: true }").Privacy);
    }

    // A hospital that wrote something meant a limit; what cannot be read must not become none.
    [Theory]
    [InlineData("", "privacy: must say epsilon and delta, or be left out (line 14).")]
    [InlineData("null", "privacy: must say epsilon and delta, or be left out (line 14).")]
    [InlineData("none", "privacy.delta: is missing.", "privacy.epsilon: is missing.", "privacy: must be a mapping of fields (line 14).")]
    [InlineData("{}", "privacy.delta: is missing.", "privacy.epsilon: is missing.")]
    [InlineData("{ epsilon: 3 }", "privacy.delta: is missing.")]
    [InlineData("{ epsilon: much, delta: 1e-5 }", "privacy.epsilon: must be a number, not 'much' (line 14).")]
    [InlineData("{ epsilon: 0, delta: 1 }", "privacy.delta: must be more than 0 and less than 1, and well below one over the number of records.", "privacy.epsilon: must be more than 0.")]
    [InlineData("{ epsilon: -1, delta: 0 }", "privacy.delta: must be more than 0 and less than 1, and well below one over the number of records.", "privacy.epsilon: must be more than 0.")]
    [InlineData("{ epsilon: 1, delta: 1e-5, allowNonPrivate: maybe }", "privacy.allowNonPrivate: must be true or false, not 'maybe' (line 14).")]
    [InlineData("{ epsilon: 1, delta: 1e-5, alowNonPrivate: true }", "privacy.alowNonPrivate: not a known field (line 14). Did you mean 'allowNonPrivate'? Known: epsilon, delta, allowNonPrivate.")]
    public void Parse_PrivacyThatIsNoBudget_IsRefused(string privacy, params string[] faults) =>
        Assert.Equal(faults, Faults($"{Samples.Yaml}\nprivacy: {privacy}\n").Order(StringComparer.Ordinal));

    [Fact]
    public void ToYaml_Budget_ReadsBack()
    {
        var definition = WithBudget("{ epsilon: 2.5, delta: 1e-7, allowNonPrivate: true }");

        Assert.Equal(definition.Privacy, DatasetDefinition.Parse(definition.ToYaml()).Privacy);
    }

    // Each site has its own, and the digest leaves the site.
    [Fact]
    public void SchemaDigest_DoesNotDependOnTheBudget() =>
        Assert.Equal(DatasetDefinition.Parse(Samples.Yaml).SchemaDigest(), WithBudget("{ epsilon: 3, delta: 1e-5 }").SchemaDigest());

    private static DatasetDefinition WithBudget(string budget) => DatasetDefinition.Parse($"{Samples.Yaml}\nprivacy: {budget}\n");

    private static ImmutableArray<string> Faults(string text) => Assert.Throws<DatasetDefinitionException>(() => DatasetDefinition.Parse(text)).Faults;

    /// <summary>YAML cannot hold half of a surrogate pair.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
