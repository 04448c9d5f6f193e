using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace FedGrains.Cli.Emulators;

/// <summary>Azurite, Microsoft's emulator of Azure Storage, in this user's cache: the version that the lock file beside this program pins, installed with npm when it is first wanted.</summary>
internal static class AzuriteInstallation
{
    private const string Package = "package.json";
    private const string Lock = "package-lock.json";
    private const string Done = ".installed";

    /// <summary>The script that node runs. Throws an <see cref="InvalidOperationException"/> that says what is missing when it cannot be installed.</summary>
    public static async Task<string> Script(CancellationToken cancellation = default)
    {
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "fedgrains", $"azurite-{Version()}");
        Directory.CreateDirectory(folder);

        if (!File.Exists(Path.Combine(folder, Done)))
        {
            // Several processes may want it at the same time.
            await using var turn = await Turn(Path.Combine(folder, ".turn"), cancellation);

            if (!File.Exists(Path.Combine(folder, Done))) await Install(folder, cancellation);
        }

        return Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
    }

    private static async Task Install(string folder, CancellationToken cancellation)
    {
        foreach (var name in new[] { Package, Lock }) await File.WriteAllBytesAsync(Path.Combine(folder, name), Resource(name), cancellation);

        var (code, output) = await Run("npm", folder, ["ci", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"], cancellation);
        if (code != 0) throw new InvalidOperationException($"Azurite could not be installed: 'npm ci' in '{folder}' ended with {code}. {output}");

        await File.WriteAllTextAsync(Path.Combine(folder, Done), "", cancellation);
    }

    private static async Task<(int Code, string Output)> Run(string program, string folder, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? $"{program}.cmd" : program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        try
        {
            using var process = Process.Start(start)!;
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);

            return (process.ExitCode, string.Join('\n', output).Trim());
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"Azurite needs Node.js 20 or later, and '{program}' is not on the path. Install it from your distribution or from nodejs.org.", missing);
        }
    }

    private static async Task<FileStream> Turn(string path, CancellationToken cancellation)
    {
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation))
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Someone else installs it.
            }
        }
    }

    private static string Version() => Convert.ToHexStringLower(SHA256.HashData(Resource(Lock)))[..12];

    private static byte[] Resource(string name)
    {
        using var stream = typeof(AzuriteInstallation).Assembly.GetManifestResourceStream($"azurite/{name}") ?? throw new InvalidOperationException($"This program was built without azurite/{name}.");
        using var content = new MemoryStream();
        stream.CopyTo(content);

        return content.ToArray();
    }
}
