using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

using FedGrains.Core.Json;

using Spectre.Console;
using Spectre.Console.Rendering;

namespace FedGrains.Cli.CommandLine;

/// <summary>Where a command writes: one JSON document for programs, or text for people.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    private static readonly JsonSerializerOptions JsonFormat = new(CoreJson.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Output => output;

    public TextWriter Error => error;

    public bool Json => json;

    /// <summary>The terminal that a command line asks for.</summary>
    public static Terminal Of(ParseResult parse) =>
        new(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, parse.GetValue<bool>(CommonOptions.JsonName));

    /// <summary>The command's answer, in the form that was asked for.</summary>
    public void Answer<T>(T document, Action<Terminal> forPeople)
    {
        if (json) output.WriteLine(ToJson(document));
        else forPeople(this);
    }

    /// <summary>A line for people; programs do not get it.</summary>
    public void Say(string line)
    {
        if (!json) output.WriteLine(line);
    }

    public void Show(IRenderable renderable) => Console().Write(renderable);

    public static string ToJson<T>(T document) => JsonSerializer.Serialize(document, JsonFormat);

    /// <summary>Spectre's console over this terminal's output; colours only where a person sees them.</summary>
    public IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 160;

        return console;
    }
}
