using System.Globalization;
using System.Text;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Files;

/// <summary>File names for arbitrary text: different for different text also where case does not count, readable where it can be.</summary>
internal static class FileNames
{
    // A name may have 255 bytes on the file systems in use, suffixes included.
    private const int Longest = 200;
    private const int Readable = 100;

    public static string For(string text)
    {
        var name = new StringBuilder(text.Length);

        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)b) && (b != '.' || name.Length > 0)) name.Append((char)b);
            else name.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        }

        // '~' occurs in no other name, so a shortened name is never another text's full one.
        return name.Length <= Longest ? name.ToString() : $"{name.ToString(0, Readable)}~{Digest.Of(Encoding.UTF8.GetBytes(text))}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.';
}
