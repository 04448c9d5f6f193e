namespace FedGrains.Infra.Tests;

/// <summary>The rollout's script, with a stand-in for <c>az</c> that keeps revisions as files and writes down what it was asked.</summary>
public sealed class RolloutTests : IDisposable
{
    // The revisions of an app are files: active ones hold "1", and what it was asked is in `log`.
    private const string Az = """
        #!/bin/sh
        app=; revision=
        for argument in "$@"; do
          case $previous in --name) app=$argument ;; --revision) revision=$argument ;; esac
          previous=$argument
        done
        case "$1 $2 $3" in
          "containerapp list "*) ls "$STATE" | sed 's/\..*//' | sort -u ;;
          "containerapp revision list") grep -l 1 "$STATE/$app".* 2>/dev/null | sed 's|.*/[^.]*\.||' ;;
          "containerapp revision deactivate") echo 0 > "$STATE/$app.$revision"; echo "stop $app $revision" >> "$LOG" ;;
          "containerapp revision show") echo "${HEALTH:-Healthy}" ;;
          "containerapp replica list") cat "$STATE/$app.$revision" ;;
          "containerapp update "*) grep -q 1 "$STATE/$app".* && echo "OVERLAP $app" >> "$LOG"; echo 1 > "$STATE/$app.new"; echo "start $app" >> "$LOG" ;;
          *) echo "unexpected: $*" >> "$LOG"; exit 1 ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-rollout-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Silos_AreReplacedOneByOne_AndNeverTwoAtOneAddress()
    {
        var (done, log) = await Rollout("Healthy", "silo-0.old", "silo-1.old", "silo-2.old");

        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Equal(["stop silo-0 old", "start silo-0", "stop silo-1 old", "start silo-1", "stop silo-2 old", "start silo-2"], log);
    }

    [Fact]
    public async Task SiloThatDoesNotComeUp_StopsTheRollout_AndTheOthersStay()
    {
        var (done, log) = await Rollout("Unhealthy", "silo-0.old", "silo-1.old");

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("did not become 'Healthy'", done.Error, StringComparison.Ordinal);
        Assert.Equal(["stop silo-0 old", "start silo-0"], log);
    }

    [Fact]
    public async Task NoSilosYet_IsNothingToDo() => Assert.Equal(0, (await Rollout("Healthy")).Done.ExitCode);

    private async Task<(Repository.Finished Done, string[] Log)> Rollout(string health, params string[] revisions)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The hooks are shell scripts.");
        var (state, az, log) = (_folder.CreateSubdirectory("state"), Path.Combine(_folder.FullName, "az"), Path.Combine(_folder.FullName, "log"));
        await File.WriteAllTextAsync(az, Az);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(az, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (var revision in revisions) await File.WriteAllTextAsync(Path.Combine(state.FullName, revision), "1");
        await File.WriteAllTextAsync(log, "");

        var done = await Repository.Run(
            "sh",
            [Repository.PathOf("infra", "hooks", "rollout.sh"), "registry/image:2"],
            ("PATH", $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}"),
            ("STATE", state.FullName),
            ("LOG", log),
            ("HEALTH", health),
            ("AZURE_RESOURCE_GROUP", "group"),
            ("FEDGRAINS_ROLLOUT_SECONDS", "0"));

        return (done, await File.ReadAllLinesAsync(log));
    }
}
