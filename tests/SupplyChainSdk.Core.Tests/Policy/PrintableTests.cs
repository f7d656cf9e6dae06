using System.Globalization;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PrintableTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("plain text: 100 % [ok] #1 a::b C# \\ \"quoted\" ~")]
    [DataRow("Straße Ünïcode 团队 😀 e\u0301 … “x”")]
    [DataRow("a ::warning::b")]
    public void Ordinary_text_stays_as_it_is(string text) => Assert.AreSame(text, Same(text));

    [TestMethod]
    [DataRow("a\nb", "a\\u{000A}b")]
    [DataRow("a\r\nb\tc", "a\\u{000D}\\u{000A}b\\u{0009}c")]
    [DataRow("\u001b[31m", "\\u{001B}[31m")]
    [DataRow("\u009b31m\u0085", "\\u{009B}31m\\u{0085}")]
    [DataRow("\u007f\0", "\\u{007F}\\u{0000}")]
    [DataRow("evil\u202Egnp.exe", "evil\\u{202E}gnp.exe")]
    [DataRow("\u2066\u2069\u200F\u061C", "\\u{2066}\\u{2069}\\u{200F}\\u{061C}")]
    [DataRow("zero\u200Bwidth\uFEFF", "zero\\u{200B}width\\u{FEFF}")]
    [DataRow("\u2028\u2029", "\\u{2028}\\u{2029}")]
    [DataRow("\U000E0041", "\\u{E0041}")]
    [DataRow("\uE000", "\\u{E000}")]
    [DataRow("\u0378", "\\u{0378}")]
    public void What_a_terminal_would_act_on_is_shown_as_a_number(string text, string shown) => Assert.AreEqual(shown, Printable.Text(text));

    [TestMethod]
    public void A_lone_surrogate_is_shown_as_a_number()
    {
        Assert.AreEqual("a\\u{D800}b", Printable.Text("a" + (char)0xD800 + "b"));
        Assert.AreEqual("\\u{DC00}", Printable.Text(((char)0xDC00).ToString()));
    }

    [TestMethod]
    [DataRow("::set-output name=x::y", "\\::set-output name=x::y")]
    [DataRow("  ::add-mask::y", "\\  ::add-mask::y")]
    [DataRow("##vso[task.setvariable]", "#\\#vso[task.setvariable]")]
    [DataRow("x ##VSO[task]", "x #\\#VSO[task]")]
    [DataRow("##[error]", "#\\#[error]")]
    [DataRow("###[error]", "#\\#\\#[error]")]
    [DataRow("#\u200B#[error]", "#\\u{200B}#[error]")]
    public void What_a_CI_system_would_act_on_is_broken(string text, string shown) => Assert.AreEqual(shown, Printable.Text(text));

    [TestMethod]
    public void Text_of_any_characters_is_safe_and_safe_text_stays()
    {
        var random = new Random(20260101);
        const string Alphabet = "a:# \\[\u001b\n\r\u202E\uD83D\uDE00é\u0085\u2028";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var shown = Printable.Text(text);

            Assert.IsFalse(shown.TrimStart().StartsWith("::", StringComparison.Ordinal) || shown.Contains("##", StringComparison.Ordinal), text);
            foreach (var rune in shown.EnumerateRunes())
                Assert.IsFalse(rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator, text);
            Assert.AreEqual(shown, Printable.Text(shown));
        }
    }

    [TestMethod]
    [DataRow("", 2, "")]
    [DataRow("a", 2, "a")]
    [DataRow("a b", 2, "a, b")]
    [DataRow("a b c", 2, "a, b and 1 more")]
    [DataRow("a b c d e", 2, "a, b and 3 more")]
    public void Of_many_things_the_first_are_named_and_the_rest_counted(string items, int most, string shown) =>
        Assert.AreEqual(shown, Printable.List(items.Split(' ', StringSplitOptions.RemoveEmptyEntries), most));

    [TestMethod]
    public void Text_is_cut_between_characters()
    {
        Assert.AreEqual("ab", Printable.Bounded("ab", 2));
        Assert.AreEqual("ab…", Printable.Bounded("abc", 2));
        Assert.AreEqual("a…", Printable.Bounded("a😀b", 2));
        Assert.AreEqual("a😀…", Printable.Bounded("a😀b", 3));
        Assert.AreEqual($"'{new string('x', 120)}…'", Printable.Quoted(new string('x', 1000)));
        Assert.AreEqual("'\\u{000A}'", Printable.Quoted("\n"));
    }

    [TestMethod]
    public void A_digest_is_shortened_for_people()
    {
        Assert.AreEqual("6f3c9d…00e1", Printable.Short("6f3c9d0000000000000000000000e1"));
        Assert.AreEqual("abc", Printable.Short("abc"));
    }

    private static string Same(string text) => Printable.Text(text) == text ? text : Printable.Text(text);
}
