using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The applications in <c>samples</c>, as processes, with credentials of their own.</summary>
[Collection(OneAtATime.Name)]
public sealed class SampleTests
{
    private static readonly string[] s_hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task Samples_StartRunsAndFollowThem()
    {
        await using var federation = await LoopbackFederation.Start(s_hospitals);
        var credentials = Path.Combine(federation.CoordinatorData, "sample.json");
        await CommandLine.Run("coordinator", "credentials", "--name", "sample", "--out", credentials, "--coordinator", federation.CoordinatorData);

        using var console = Start("FedGrains.Samples.Console", credentials, "hospitals", "first", "heart-risk");
        var said = await console.StandardOutput.ReadToEndAsync();
        await console.WaitForExitAsync();
        Assert.True(console.ExitCode == 0, said + await console.StandardError.ReadToEndAsync());
        var first = await federation.Finished("first");
        Assert.True(said.Contains($"Completed: model version 3 of 3, {first.Latest.Digest}", StringComparison.Ordinal), said);

        using var web = Start("FedGrains.Samples.Web", credentials, "--urls", "http://127.0.0.1:0");
        using var browser = new HttpClient { BaseAddress = await Address(web) };

        try
        {
            (await browser.PostAsync("federations/hospitals/runs/second?like=first", null)).EnsureSuccessStatusCode();
            var events = await browser.GetStringAsync("federations/hospitals/runs/second/events");
            var second = await browser.GetFromJsonAsync<JsonElement>("federations/hospitals/runs/second");

            Assert.Contains("\"phase\":\"Completed\"", events, StringComparison.Ordinal);
            Assert.Equal((await federation.Finished("second")).Latest.Digest.Value, second.GetProperty("model").GetString());
            Assert.Equal(first.Latest.Digest.Value, second.GetProperty("model").GetString());
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }
    }

    private static Process Start(string project, string credentials, params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [HostProcess.Assembly(project, $"{project}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FedGrains__Credentials"] = credentials },
        })!;

    private static async Task<Uri> Address(Process web)
    {
        const string announced = "Now listening on: ";

        while (await web.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(announced, StringComparison.Ordinal) is var at and >= 0) return new(line[(at + announced.Length)..]);
        }

        throw new InvalidOperationException(await web.StandardError.ReadToEndAsync());
    }
}
