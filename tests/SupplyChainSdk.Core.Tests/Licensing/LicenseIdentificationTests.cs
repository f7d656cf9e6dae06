using System.Text;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseIdentificationTests
{
    [TestMethod]
    public void Case_punctuation_comment_marks_and_names_do_not_matter()
    {
        var mit = Mit;
        foreach (var same in new[]
        {
            mit, mit.ToUpperInvariant(), mit.ReplaceLineEndings("\r\n"), mit.ReplaceLineEndings(" \r "), $"/*\n * {mit.ReplaceLineEndings("\n * ")}\n */", $"# {mit.ReplaceLineEndings("\n# ")}",
            mit.Replace("\"", "“", StringComparison.Ordinal), mit.Replace("Copyright (c) 2016 Ben Balter", "© 2019–2026 Contoso Ltd. <legal@contoso.example>", StringComparison.Ordinal),
            mit.Replace("MIT License", "The MIT License (MIT)", StringComparison.Ordinal), mit.Replace("THE AUTHORS OR COPYRIGHT HOLDERS", "CONTOSO LTD.", StringComparison.OrdinalIgnoreCase),
            mit.Replace("sublicense", "sub-licence", StringComparison.Ordinal),
        })
        {
            var found = Find(same);
            Assert.AreEqual((LicenseWay.ExactText, LicenseCertainty.Certain, "MIT", 1.0), (found.Way, found.Certainty, found.Id, found.Score), same);
            Assert.IsNull(found.Reason);
            Assert.IsEmpty(found.Differences);
            Assert.AreEqual("JSON", found.Nearest[0].Ids[0]);
        }
    }

    [TestMethod]
    public void A_changed_word_is_near_with_a_score_and_shows_where()
    {
        var text = Mit.Replace("MERCHANTABILITY", "SUITABILITY", StringComparison.Ordinal);

        var found = Find(text);

        Assert.AreEqual((LicenseWay.NearText, LicenseCertainty.Likely, "MIT"), (found.Way, found.Certainty, found.Id));
        Assert.IsTrue(found.Score is > 0.98 and < 1, found.Score.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var difference = found.Differences.Single();
        Assert.AreEqual(("suitability", 1, 1), (difference.Extra, difference.ExtraWords, difference.MissingWords));
        Assert.AreEqual("SUITABILITY", text[difference.Start..difference.End]);
        // Only exact texts, where the policy asks for them.
        var exact = LicenseIdentification.OfText(Encoding.UTF8.GetBytes(text), 100);
        Assert.AreEqual(LicenseWay.None, exact.Way);
        Assert.Contains("0.99", exact.Reason!);
    }

    [TestMethod]
    [DataRow("The Software shall be used for Good, not Evil.", DisplayName = "JSON's clause, changed")]
    [DataRow("The Software may not be used in commercial products.")]
    [DataRow("\"Commons Clause\" License Condition v1.0")]
    [DataRow("Free for personal use; a fee is due otherwise.")]
    [DataRow("You must name us in your advertising.")]
    [DataRow("Everybody who reads this text sends a postcard to the author, and another one every year as long as the program runs.")]
    [DataRow("All other rights reserved.")]
    public void A_clause_more_is_not_the_plain_licence(string clause)
    {
        foreach (var text in new[] { $"{Mit}\n\n{clause}\n", $"{clause}\n\n{Mit}", Mit.Replace("THE SOFTWARE IS PROVIDED", $"{clause}\n\nTHE SOFTWARE IS PROVIDED", StringComparison.Ordinal) })
        {
            var found = Find(text);
            Assert.AreEqual(LicenseWay.None, found.Way, text);
            Assert.IsNotNull(found.Reason);
        }
    }

    [TestMethod]
    public void A_copyright_line_that_sets_terms_is_read()
    {
        Assert.AreEqual("MIT", Find(Mit.Replace("Ben Balter", "Ben Balter and contributors", StringComparison.Ordinal)).Id);
        foreach (var terms in new[] { "Ben Balter. Commercial use is prohibited", "Ben Balter, for evaluation only", "Ben Balter; contact us to purchase" })
            Assert.AreEqual(LicenseWay.None, Find(Mit.Replace("Ben Balter", terms, StringComparison.Ordinal)).Way, terms);
    }

    [TestMethod]
    [DataRow("without restriction", "with restriction")]
    [DataRow("free of charge", "for a fee")]
    [DataRow("hereby granted", "hereby denied")]
    [DataRow("distribute, sublicense, and/or sell", "only read")]
    public void A_changed_word_that_sets_terms_is_no_near_text(string words, string others) =>
        Assert.AreEqual(LicenseWay.None, Find(Mit.Replace(words, others, StringComparison.Ordinal)).Way);

    [TestMethod]
    public void A_fourth_clause_is_not_BSD_3_and_a_third_is_not_BSD_2()
    {
        var bsd3 = Text("bsd-3-lists", "LICENSE.NUMBERS");
        var bsd2 = Text("bsd-2-author", "LICENSE");
        const string Clause = "4. All advertising materials mentioning features or use of this software must display the following acknowledgement: This product includes software developed by Contoso.\n\n";

        Assert.AreEqual("BSD-3-Clause", Find(bsd3).Id);
        Assert.AreEqual("BSD-2-Clause", Find(bsd2).Id);
        Assert.AreNotEqual("BSD-3-Clause", Find(bsd3.Replace("THIS SOFTWARE IS PROVIDED", Clause + "THIS SOFTWARE IS PROVIDED", StringComparison.Ordinal)).Id);
        var third = bsd3[bsd3.IndexOf("3. Neither", StringComparison.Ordinal)..bsd3.IndexOf("THIS SOFTWARE", StringComparison.Ordinal)];
        Assert.AreEqual("BSD-3-Clause", Find(bsd2.Replace("THIS SOFTWARE IS PROVIDED", third + "THIS SOFTWARE IS PROVIDED", StringComparison.Ordinal)).Id);
        Assert.AreEqual("BSD-2-Clause", Find(bsd3.Replace(third, "", StringComparison.Ordinal)).Id);
    }

    [TestMethod]
    public void Without_its_notice_clause_MIT_is_MIT_0()
    {
        var start = Mit.IndexOf(", subject to the following", StringComparison.Ordinal);
        var end = Mit.IndexOf("THE SOFTWARE IS PROVIDED", StringComparison.Ordinal);

        Assert.AreEqual("MIT-0", Find($"{Mit[..start]}.\n\n{Mit[end..]}").Id);
    }

    [TestMethod]
    public void Several_licences_in_one_file_are_named_and_are_none_of_them()
    {
        var found = Find($"Dual-licensed.\n\n{Mit}\n\nor\n\n{Text("apache-2.0_markdown", "LICENSE.md")}");

        Assert.AreEqual(LicenseWay.None, found.Way);
        Assert.AreEqual("it holds several licences: Apache-2.0, MIT", found.Reason);
        CollectionAssert.AreEqual(new[] { "Apache-2.0", "MIT" }, found.Against.ToArray());
    }

    [TestMethod]
    public void A_text_does_not_tell_only_from_or_later()
    {
        var found = Find(Text("gpl-3.0_markdown", "LICENSE.md"));

        CollectionAssert.AreEqual(new[] { "GPL-3.0-only", "GPL-3.0-or-later" }, found.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { "GPL-3.0-only" }, found.Against.ToArray());
    }

    [TestMethod]
    public void UTF_16_with_a_mark_and_Latin_1_are_read()
    {
        var mit = Mit.Replace("Ben Balter", "Jürgen Müller", StringComparison.Ordinal);

        Assert.AreEqual("MIT", LicenseIdentification.OfText([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(mit)]).Id);
        Assert.AreEqual("MIT", LicenseIdentification.OfText([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(mit)]).Id);
        Assert.AreEqual("MIT", LicenseIdentification.OfText(Encoding.Latin1.GetBytes(mit)).Id);
        Assert.AreEqual("MIT", LicenseIdentification.OfText([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(mit)]).Id);
    }

    [TestMethod]
    public void What_is_no_text_is_not_known_and_says_why()
    {
        Assert.AreEqual("it is not text", LicenseIdentification.OfText(Encoding.Unicode.GetBytes(Mit)).Reason);
        Assert.AreEqual("it is not text", LicenseIdentification.OfText([0x89, 0x50, 0x4E, 0x47, 0, 1, 2]).Reason);
        Assert.AreEqual("it is empty", LicenseIdentification.OfText([]).Reason);
        Assert.AreEqual("it is empty", LicenseIdentification.OfText(" \n\t"u8).Reason);
        Assert.AreEqual("it resembles no licence that is known", LicenseIdentification.OfText("You may buy a license at our site."u8).Reason);
        Assert.Contains("more than any licence", Find(string.Concat(Enumerable.Repeat("word ", 70_000))).Reason!);
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = false)]
    public void A_hostile_text_of_a_megabyte_is_judged_in_time()
    {
        const int Size = 1 << 20;
        foreach (var part in new[] { "<", "<html>", "<!--", "<script>", "<html><script>x</script ", "[a]: ", "(c) ", "\n", "\n1. ", "copyright ", "neither the name ", "permission is hereby granted free of charge to any ", "a " })
        {
            var text = "<html>" + string.Concat(Enumerable.Repeat(part, Size / part.Length));
            Assert.AreEqual(LicenseWay.None, Find(text).Way, part);
            Assert.AreEqual(LicenseWay.None, Find(text[6..]).Way, part);
        }
        // As many words as are read, of a text on the list over and over.
        Assert.AreEqual(LicenseWay.None, Find(string.Concat(Enumerable.Repeat(Mit + "\n", 350))).Way);
        Assert.AreEqual(LicenseWay.None, Find(string.Concat(Enumerable.Repeat(Text("gpl-3.0_markdown", "LICENSE.md") + "\n", 10))).Way);
    }

    [TestMethod]
    [DataRow("<html><body><script>hidden without end <p>", "</p></body></html>")]
    [DataRow("<html><body><!-- a note without end <p>", "</p></body></html>")]
    [DataRow("<html><body><p>", "</p></body></html")]
    public void What_hides_nothing_in_HTML_is_read(string before, string after)
    {
        var found = Find(before + System.Net.WebUtility.HtmlEncode(Mit) + " Not for commercial use." + after);

        Assert.AreEqual(LicenseWay.None, found.Way);
        Assert.AreEqual("MIT", found.Nearest[0].Ids[0]);
    }

    [TestMethod]
    public void HTML_and_Markdown_are_read_as_what_they_show()
    {
        var paragraphs = string.Join("</p>\n<p>", Mit.ReplaceLineEndings("\n").Split("\n\n").Select(System.Net.WebUtility.HtmlEncode));

        Assert.AreEqual("MIT", Find($"<!DOCTYPE html><html><head><style>p {{ color: red }}</style></head><body><!-- a note --><p>{paragraphs}</p></body></html>").Id);
        Assert.AreEqual(LicenseWay.None, Find($"<html><body><p>{paragraphs}</p><p>Not for <b>commercial</b> use.</p></body></html>").Way);
        Assert.AreEqual("MIT", Find($"# License\n\n**{Mit.Replace("\"Software\"", "[\"Software\"](https://example.org)", StringComparison.Ordinal)}**").Id);
    }

    private static string Mit => Text("mit", "LICENSE.txt");

    private static string Text(params string[] path) => File.ReadAllText(TestData.At(["licences", "texts", .. path]));

    private static LicenseIdentification Find(string text) => LicenseIdentification.OfText(Encoding.UTF8.GetBytes(text));
}
