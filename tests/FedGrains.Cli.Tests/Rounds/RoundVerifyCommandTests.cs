using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Rounds;

namespace FedGrains.Cli.Tests.Rounds;

/// <summary>Verifying a folder that somebody handed over, whole and after somebody changed it.</summary>
public sealed class RoundVerifyCommandTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("fedgrains-verify-").FullName, "round");
    private readonly MaskedRoundFolder _round = new();

    public async ValueTask InitializeAsync() => Assert.Equal(3, await ExportedEvidence.Write(_folder, _round.Facts, _round, default));

    public ValueTask DisposeAsync()
    {
        Dispose();

        return ValueTask.CompletedTask;
    }

    public void Dispose() => Directory.GetParent(_folder)!.Delete(recursive: true);

    [Fact]
    public async Task Verify_AFolderThatWasExported_IsVerifiedAndSaysSoInJson()
    {
        var (code, output, error) = await Verify("--roster-digest", _round.Roster.Value, "--json");
        var verdict = JsonDocument.Parse(output).RootElement;

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal("verified", verdict.GetProperty("outcome").GetString());
        Assert.Equal(_round.Facts.Model.Digest.Value, verdict.GetProperty("model").GetString());
        Assert.Equal(8, verdict.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task Verify_ForPeople_IsALineACheckAndASentence()
    {
        var (code, output, _) = await Verify();

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("taken as found", output, StringComparison.Ordinal);
        Assert.Contains("Verified: model", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithoutAVector_EndsWithACodeOfItsOwn()
    {
        File.Delete(At("vectors/site-001.bin"));

        Assert.Equal(ExitCode.Incomplete, (await Verify()).Code);
    }

    [Fact]
    public async Task Verify_WithoutTheModelsFile_EndsWithTheSameCode()
    {
        File.Delete(At("model.safetensors"));
        var (code, output, _) = await Verify();

        Assert.Equal(ExitCode.Incomplete, code);
        Assert.Contains("only its digest is known", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transcript.bin")]
    [InlineData("base.safetensors")]
    [InlineData("model.safetensors")]
    [InlineData("vectors/site-000.bin")]
    [InlineData("vectors/site-003.bin")]
    public async Task Verify_WithABitChangedAnywhere_IsRefuted(string file)
    {
        var original = await File.ReadAllBytesAsync(At(file));

        foreach (var at in new[] { 0, original.Length / 3, original.Length / 2, original.Length - 1 })
        {
            var changed = (byte[])original.Clone();
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(At(file), changed);
            await Refuted();
        }

        await File.WriteAllBytesAsync(At(file), original[..^1]);
        await Refuted();
        await File.WriteAllBytesAsync(At(file), [.. original, 0]);
        await Refuted();
        await File.WriteAllBytesAsync(At(file), []);
        await Refuted();
    }

    [Fact]
    public async Task Verify_WithVectorsOfEachOther_IsRefuted()
    {
        File.Move(At("vectors/site-000.bin"), At("vectors/x"));
        File.Move(At("vectors/site-001.bin"), At("vectors/site-000.bin"));
        File.Move(At("vectors/x"), At("vectors/site-001.bin"));

        await Refuted();
    }

    [Fact]
    public async Task Verify_WithAnotherRoundsTranscript_IsRefuted()
    {
        var other = new MaskedRoundFolder(seed: 8);
        await using (var transcript = other.OpenTranscript()!)
        await using (var file = File.Create(At("transcript.bin")))
            await transcript.CopyToAsync(file);

        FactsFile.Write(At("verify.json"), _round.Facts with { Transcript = other.Facts.Transcript });

        await Refuted();
    }

    [Theory]
    [InlineData("", "not the facts")]
    [InlineData("null", "empty")]
    [InlineData("{}", "verify.json")]
    [InlineData("[1, 2", "not the facts")]
    [InlineData("{ \"format\": 2 }", "verify.json")]
    public async Task Verify_WithFactsThatAreNone_SaysWhatIsWrong(string content, string says)
    {
        await File.WriteAllTextAsync(At("verify.json"), content);
        var (code, _, error) = await Verify();

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithFactsThatNoRoundHas_SaysWhatIsWrong()
    {
        var facts = _round.Facts;
        await Faulty(facts with { Format = 2 });
        await Faulty(facts with { Site = facts.Site with { Masking = null } });
        await Faulty(facts with { Site = facts.Site with { Masking = facts.Site.Masking! with { RingBits = 16 } } });
        await Faulty(facts with { Site = facts.Site with { Masking = facts.Site.Masking! with { WeightCap = long.MaxValue } } });
        await Faulty(facts with { Site = facts.Site with { Masking = facts.Site.Masking! with { Clip = -1 } } });
        await Faulty(facts with { Strategy = facts.Strategy with { Name = "magic" } });
        await Faulty(facts with { Contributors = facts.Contributors.SetItem(0, facts.Contributors[0] with { Examples = 0 }) });
    }

    // Whatever a file holds, the answer is a verdict or a sentence.
    [Fact]
    public async Task Verify_WithFactsChangedAtRandom_NeverBreaksDown()
    {
        var facts = await File.ReadAllBytesAsync(At("verify.json"));
        var random = new Random(5);

        for (var i = 0; i < 300; i++)
        {
            var changed = (byte[])facts.Clone();
            for (var j = random.Next(1, 4); j > 0; j--) changed[random.Next(changed.Length)] = (byte)random.Next(32, 127);
            await File.WriteAllBytesAsync(At("verify.json"), changed);

            var (code, _, _) = await Verify();
            Assert.Contains(code, new[] { ExitCode.Done, ExitCode.Refused });
        }
    }

    [Fact]
    public async Task Verify_AFolderThatIsNone_SaysSo()
    {
        var (code, _, error) = await Run("round", "verify", "--transcript", Path.Combine(_folder, "nowhere"));

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("--export", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IntoAFolderThatHoldsSomething_IsRefused() =>
        Assert.Contains("not empty", (await Assert.ThrowsAsync<CommandException>(() => ExportedEvidence.Write(_folder, _round.Facts, _round, default))).Message, StringComparison.Ordinal);

    // Before the coordinator is asked: none runs here.
    [Fact]
    public async Task Export_IntoAFolderThatHoldsSomething_IsRefusedBeforeAnythingIsVerified()
    {
        var (code, output, error) = await Run("round", "verify", "--federation", "f", "--run", "r", "--round", "1", "--coordinator", _folder, "--export", _folder);

        Assert.Equal((ExitCode.Refused, "", $"'{_folder}' is not empty. Name a new folder.\n"), (code, output, error));
    }

    [Theory]
    [InlineData]
    [InlineData("--transcript", "x", "--export", "y")]
    [InlineData("--federation", "f", "--run", "r")]
    [InlineData("--transcript", "x", "--federation", "f", "--run", "r", "--round", "1")]
    [InlineData("--transcript", "x", "--roster-digest", "abc")]
    public async Task Verify_WithoutExactlyOneRound_IsAUsageError(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await Run(["round", "verify", .. arguments])).Code);

    private async Task Faulty(RoundFacts facts)
    {
        FactsFile.Write(At("verify.json"), facts);
        var (code, output, error) = await Verify();

        Assert.Equal(ExitCode.Refused, code);
        Assert.NotEqual("", output + error);
    }

    private async Task Refuted()
    {
        var (code, output, _) = await Verify();

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("Refuted: ", output, StringComparison.Ordinal);
    }

    private string At(string file) => Path.Combine(_folder, file);

    private Task<(int Code, string Output, string Error)> Verify(params string[] arguments) => Run(["round", "verify", "--transcript", _folder, .. arguments]);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(arguments, output, error, CancellationToken.None);

        return (code, output.ToString(), error.ToString());
    }
}
