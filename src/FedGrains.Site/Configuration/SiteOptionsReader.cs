using System.Collections.Immutable;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Site.Configuration;

/// <summary>Reads a site's configuration from YAML, of which JSON is a part. All faults are thrown together.</summary>
internal static class SiteOptionsReader
{
    public static SiteOptions Read(string text, string origin, string folder)
    {
        List<string> faults = [];
        var options = Options(new(Root(text, origin), "", faults), folder);

        // A field that could not be read stands in the options as its default, which has no fault of its own, or is told already.
        faults.AddRange(options.Faults().Where(fault => !faults.Any(told => Field(told) == Field(fault))).ToArray());

        return faults.Count == 0 ? options : throw new SiteOptionsException(origin, [.. faults]);
    }

    private static SiteOptions Options(YamlFields fields, string folder)
    {
        fields.Allow("data", "invitation", "gateway", "device", "threads", "orleans", "health", "plaintext", "roster", "datasets");

        return new()
        {
            Data = Absolute(fields.Text("data"), folder) ?? "",
            Invitation = Absolute(fields.Text("invitation"), folder),
            Gateway = fields.Text("gateway") is { } gateway ? new Uri(gateway, UriKind.RelativeOrAbsolute) : null,
            Device = fields.Text("device") ?? "auto",
            Threads = fields.Integer("threads") ?? 1,
            Orleans = Orleans(fields.Nested("orleans")),
            Health = fields.Integer("health"),
            Plaintext = fields.Flag("plaintext"),
            Roster = Roster(fields.Nested("roster")),
            Datasets = [.. fields.Texts("datasets").Select(path => Absolute(path, folder)!)],
        };
    }

    private static OrleansPorts Orleans(YamlFields? fields)
    {
        fields?.Allow("siloPort", "gatewayPort");

        return new(fields?.Integer("siloPort") ?? 0, fields?.Integer("gatewayPort") ?? 0);
    }

    private static RosterOptions Roster(YamlFields? fields)
    {
        fields?.Allow("firstUse", "plainRounds");

        return new(fields?.Choice<FirstUse>("firstUse") ?? default, fields?.Choice<PlainRounds>("plainRounds") ?? default);
    }

    private static string? Absolute(string? path, string folder) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path, Path.GetFullPath(folder));

    private static string Field(string fault) => fault.Split(": ")[0];

    private static YamlMappingNode Root(string text, string origin)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));

            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new SiteOptionsException(origin, ["The file must hold one YAML document that is a mapping of fields."]);
        }
        catch (YamlException fault)
        {
            ImmutableArray<string> faults = [$"The file is neither YAML nor JSON: line {fault.Start.Line}, column {fault.Start.Column}: {fault.Message}"];

            throw new SiteOptionsException(origin, faults);
        }
    }
}
