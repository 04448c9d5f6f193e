using FedGrains.Storage.Checks;

namespace FedGrains.Storage.Tests;

public sealed class MachineChecksTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddYears(56);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-checks-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0, FindingLevel.Good)]
    [InlineData(9, FindingLevel.Good)]
    [InlineData(-11, FindingLevel.Warning)]
    [InlineData(11, FindingLevel.Warning)]
    [InlineData(51, FindingLevel.Fault)]
    [InlineData(-3600, FindingLevel.Fault)]
    public void Clocks_ThatDiffer_AreNamed(int seconds, FindingLevel expected)
    {
        var finding = MachineChecks.Clocks("theirs", s_now, s_now.AddSeconds(seconds));

        Assert.Equal(expected, finding.Level);
        Assert.Equal(expected is FindingLevel.Good, finding.Mend is null);
        if (expected is not FindingLevel.Good) Assert.Contains(seconds < 0 ? "behind theirs" : "ahead of theirs", finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsMadeAndGood()
    {
        var path = Path.Combine(_folder.FullName, "new");

        Assert.Equal(FindingLevel.Good, MachineChecks.Folder(path).First().Level);
        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
    }

    [Fact]
    public void Folder_ThatOthersRead_IsAWarning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        var finding = MachineChecks.Folder(_folder.FullName).First();

        Assert.Equal((FindingLevel.Warning, $"chmod 700 {_folder.FullName}"), (finding.Level, finding.Mend));
    }

    [Fact]
    public void Folder_ThatIsAFile_IsAFault()
    {
        var path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "");

        Assert.Equal(FindingLevel.Fault, Assert.Single(MachineChecks.Folder(path)).Level);
    }
}
