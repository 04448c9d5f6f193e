using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FedGrains.Architecture.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true };

    public static string Root { get; } = FindRoot(new(AppContext.BaseDirectory));

    /// <summary>Every project under src by name.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", s_everything)
        .Select(Project.Read).ToDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>Every C# file under src, where it is and what it says, comments left out.</summary>
    public static IReadOnlyList<(string Path, string Code)> Sources { get; } = [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", s_everything)
        .Select(f => Path.GetRelativePath(Root, f))
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Select(f => (f, Regex.Replace(File.ReadAllText(Path.Combine(Root, f)), "//.*|/\\*[\\s\\S]*?\\*/", "")))];

    /// <summary>The projects in the table of layers of <c>docs/architecture.md</c>, from the top down.</summary>
    public static IReadOnlyList<string> Layers { get; } = [.. File.ReadLines(Path.Combine(Root, "docs", "architecture.md"))
        .Select(line => Regex.Match(line, "^\\| `(FedGrains\\.\\w+)` \\|")).Where(m => m.Success).Select(m => m.Groups[1].Value)];

    private static string FindRoot(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "FedGrains.sln"))
        ? folder.FullName
        : FindRoot(folder.Parent ?? throw new DirectoryNotFoundException("These tests run inside the repository, where FedGrains.sln is."));
}

/// <summary>A project file: what it says it uses.</summary>
internal sealed record Project(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>The projects it uses, directly and through others.</summary>
    public IReadOnlySet<string> AllReferences => References.SelectMany(r => SourceTree.Projects[r].AllReferences.Append(r)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The packages it uses, directly and through other projects.</summary>
    public IReadOnlySet<string> AllPackages => AllReferences.Select(r => SourceTree.Projects[r]).Append(this).SelectMany(p => p.Packages).ToHashSet(StringComparer.Ordinal);

    public static Project Read(string path)
    {
        var items = XDocument.Load(path).Descendants().ToLookup(e => e.Name.LocalName, e => e.Attribute("Include")?.Value, StringComparer.Ordinal);

        return new(
            Path.GetFileNameWithoutExtension(path),
            [.. items["ProjectReference"].OfType<string>().Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            [.. items["PackageReference"].Concat(items["FrameworkReference"]).OfType<string>()]);
    }
}
