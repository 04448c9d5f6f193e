using System.Text;

using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Tests;

/// <summary>Notes against the vectors of golang.org/x/mod/sumdb/note and the examples of C2SP.</summary>
public sealed class NoteTests
{
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Seed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string Note = Text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private const string Witnessed = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """;

    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1679315147);

    [Theory]
    [InlineData(Peter)]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")]
    [InlineData("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    public void Key_OfOthers_IsReadAndWrittenAlike(string key) => Assert.Equal(key, NoteKey.Parse(key).ToString());

    [Theory]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void Key_Mangled_IsASentence(string key) => Assert.StartsWith($"'{key}'", Assert.Throws<FormatException>(() => NoteKey.Parse(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void Sign_MakesThePublishedNote()
    {
        using var signer = new NoteSigner("PeterNeumann", NoteKeyType.Ed25519, Convert.FromBase64String(Seed));

        Assert.Equal(Peter, signer.Key.ToString());
        Assert.Equal(Note, new SignedNote(Text, [signer.Sign(Text, s_now)]).ToString());
    }

    [Fact]
    public void Parse_ThePublishedNote_IsSignedByItsKeyAlone()
    {
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(Note));
        var enoch = NoteKey.Parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");

        Assert.Equal(Text, note.Text);
        Assert.Equal("PeterNeumann", Assert.Single(note.SignedBy(NoteKey.Parse(Peter), enoch)).Name);
        Assert.Empty(note.SignedBy(enoch));
    }

    [Fact]
    public void SignedBy_ATextThatWasChanged_IsVoid() =>
        Assert.Contains("one of the two was changed", Assert.Throws<FormatException>(() => SignedNote.Parse(Note.Replace("answer", "question", StringComparison.Ordinal)).SignedBy(NoteKey.Parse(Peter))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_TextWithEmptyLines_EndsAtTheLastOne()
    {
        using var signer = Signer("log", NoteKeyType.Ed25519);
        const string text = "one\n\n\ntwo\n";

        var note = SignedNote.Parse(new SignedNote(text, [signer.Sign(text, s_now)]).ToString());

        Assert.Equal(text, note.Text);
        Assert.Single(note.SignedBy(signer.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("te\txt\n\n— name AAAAAAAA\n")]
    public void Parse_WhatIsNoNote_IsASentence(string note) => Assert.EndsWith(".", Assert.Throws<FormatException>(() => SignedNote.Parse(note)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_NoUtf8_OrTooLarge_IsASentence()
    {
        Assert.Contains("UTF-8", Assert.Throws<FormatException>(() => SignedNote.Parse([0xff, (byte)'\n'])).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<FormatException>(() => SignedNote.Parse(new byte[SignedNote.LargestNote + 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_OfTheSpecification_HasItsParts()
    {
        var note = SignedNote.Parse(Witnessed.ReplaceLineEndings("\n"));
        var checkpoint = Checkpoint.Parse(note.Text);

        Assert.Equal(new Checkpoint("example.com/behind-the-sofa", 20852163, TreeHash.Parse("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")!.Value), checkpoint);
        Assert.Equal(note.Text, checkpoint.Text);
        Assert.Equal(["example.com/behind-the-sofa", "witness.example.com/w1"], note.Signatures.Select(s => s.Name));
        Assert.Equal(s_now, note.Signatures[1].Time);
        Assert.Equal(Witnessed.ReplaceLineEndings("\n"), note.ToString());
    }

    [Fact]
    public void Cosignature_SignsTheTimeAndTheText()
    {
        using var witness = Signer("witness.example.com/w1", NoteKeyType.Cosignature);
        var text = new Checkpoint("example.com/log", 7, TreeHash.Empty).Text;
        var note = SignedNote.Parse(new SignedNote(text, [witness.Sign(text, s_now)]).ToString());

        Assert.Equal($"cosignature/v1\ntime 1679315147\n{text}", Encoding.UTF8.GetString(NoteSigner.CosignedMessage(text, 1679315147)));
        Assert.Single(note.SignedBy(witness.Key));
        Assert.Equal(s_now, note.Signatures[0].Time);

        var bytes = note.Signatures[0].Bytes.ToArray();
        bytes[7] ^= 1;
        Assert.Throws<FormatException>(() => new SignedNote(text, [note.Signatures[0] with { Bytes = bytes }]).SignedBy(witness.Key));
    }

    [Theory]
    [InlineData("log\n1\n")]
    [InlineData("log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom\n")]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n")]
    public void Checkpoint_OfAnotherForm_IsASentence(string text) => Assert.EndsWith(".", Assert.Throws<FormatException>(() => Checkpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Sign_WhatIsNoText_IsRefused()
    {
        using var signer = Signer("log", NoteKeyType.Ed25519);

        Assert.Throws<ArgumentException>(() => signer.Sign("no end", s_now));
        Assert.Throws<ArgumentException>(() => signer.Sign("a\u0007bell\n", s_now));
    }

    private static NoteSigner Signer(string name, NoteKeyType type) => new(name, type, Enumerable.Range(0, NoteSigner.SeedSize).Select(i => (byte)i).ToArray());
}
