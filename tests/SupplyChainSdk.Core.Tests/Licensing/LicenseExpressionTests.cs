using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseExpressionTests
{
    [TestMethod]
    [DataRow("MIT", "MIT")]
    [DataRow("mit", "MIT")]
    [DataRow("apache-2.0 or mit", "Apache-2.0 OR MIT")]
    [DataRow("((MIT))", "MIT")]
    [DataRow(" \r\n\tMIT \n OR\tISC ", "MIT OR ISC")]
    [DataRow("MIT OR Apache-2.0 AND BSD-2-Clause", "MIT OR Apache-2.0 AND BSD-2-Clause")]
    [DataRow("MIT OR (Apache-2.0 AND BSD-2-Clause)", "MIT OR Apache-2.0 AND BSD-2-Clause")]
    [DataRow("(MIT OR Apache-2.0) AND BSD-2-Clause", "(MIT OR Apache-2.0) AND BSD-2-Clause")]
    [DataRow("ISC AND (MIT OR Apache-2.0)", "ISC AND (MIT OR Apache-2.0)")]
    [DataRow("MIT OR (ISC OR (Zlib OR 0BSD))", "MIT OR ISC OR Zlib OR 0BSD")]
    [DataRow("apache-1.0+", "Apache-1.0+")]
    [DataRow("GPL-2.0", "GPL-2.0-only")]
    [DataRow("gpl-2.0+", "GPL-2.0-or-later")]
    [DataRow("LGPL-2.1+ AND AGPL-3.0", "LGPL-2.1-or-later AND AGPL-3.0-only")]
    [DataRow("GFDL-1.3+", "GFDL-1.3-or-later")]
    [DataRow("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0")]
    [DataRow("GPL-3.0-with-GCC-exception+", "GPL-3.0-or-later WITH GCC-exception-3.1")]
    [DataRow("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0")]
    [DataRow("wxWindows+", "LGPL-2.0-or-later WITH WxWindows-exception-3.1")]
    [DataRow("gpl-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0")]
    [DataRow("Net-SNMP", "Net-SNMP")]
    [DataRow("StandardML-NJ", "SMLNJ")]
    [DataRow("LicenseRef-Foo.1", "LicenseRef-Foo.1")]
    [DataRow("DocumentRef-spdx-tool-1.2:LicenseRef-Foo", "DocumentRef-spdx-tool-1.2:LicenseRef-Foo")]
    [DataRow("LicenseRef-Foo WITH GCC-exception-2.0", "LicenseRef-Foo WITH GCC-exception-2.0")]
    [DataRow("MIT WITH AdditionRef-Foo", "MIT WITH AdditionRef-Foo")]
    public void An_expression_is_written_back_in_canonical_form_and_reads_the_same_again(string text, string canonical)
    {
        var expression = LicenseExpression.Parse(text);

        Assert.AreEqual(canonical, expression.ToString());
        Assert.AreEqual(expression, LicenseExpression.Parse(canonical));
    }

    [TestMethod]
    [DataRow("", 1, "empty", null)]
    [DataRow(" \n ", 4, "empty", null)]
    [DataRow("MITT", 1, "'MITT' is not a licence", "MIT")]
    [DataRow("MIT OR Apache2.0", 8, "'Apache2.0'", "Apache-2.0")]
    [DataRow("MIT Or ISC", 5, "operator", null)]
    [DataRow("MIT ISC", 5, "operator", null)]
    [DataRow("MIT License", 5, "operator", "MIT")]
    [DataRow("ISC OR (Apache License, Version 2.0)", 9, "'Apache' is not a licence", "Apache-2.0")]
    [DataRow("Apahce 2", 1, "'Apahce' is not a licence", "Apache-2.0")]
    [DataRow("with", 1, "a licence is expected", null)]
    [DataRow("With", 1, "a licence is expected", "WITH")]
    [DataRow("MIT AND", 8, "a licence is missing", null)]
    [DataRow("(MIT", 1, "not closed", null)]
    [DataRow("MIT)", 4, "operator", null)]
    [DataRow("MIT/ISC", 4, "'/'", null)]
    [DataRow("MIT WITH ISC", 10, "'ISC' is a licence", null)]
    [DataRow("389-exception", 1, "is an exception", null)]
    [DataRow("GPL-2.0-only WITH Classpath-exeption-2.0", 19, "not an exception", "Classpath-exception-2.0")]
    [DataRow("(MIT) WITH 389-exception", 7, "not parentheses", null)]
    [DataRow("GPL-2.0-with-classpath-exception WITH 389-exception", 34, "already stands for", null)]
    [DataRow("GPL-2.0-only+", 1, "takes no +", null)]
    [DataRow("GPL-2.0-or-later+", 1, "takes no +", null)]
    [DataRow("MIT++", 4, "not the name", null)]
    [DataRow("LicenseRef-", 1, "not a reference", null)]
    [DataRow("LicenseRef-Foo+", 1, "not a reference", null)]
    [DataRow("DocumentRef-a : LicenseRef-b", 14, "without a space", null)]
    [DataRow("MIT AND NOASSERTION", 9, "no licence is known", null)]
    [DataRow("UNLICENSED", 1, "no licence is known", null)]
    public void A_text_that_is_no_expression_is_refused_with_position_and_suggestion(string text, int position, string message, string? suggestion)
    {
        Assert.IsFalse(LicenseExpression.TryParse(text, out _, out var error));

        Assert.AreEqual(position, error.Position);
        Assert.Contains(message, error.Message);
        Assert.AreEqual(suggestion ?? "", string.Join(' ', error.Suggestions));
    }

    [TestMethod]
    public void Length_and_depth_are_bounded()
    {
        var deep = new string('(', LicenseExpressionParser.MaxDepth) + "MIT" + new string(')', LicenseExpressionParser.MaxDepth);
        Assert.AreEqual("MIT", LicenseExpression.Parse(deep).ToString());
        Assert.IsFalse(LicenseExpression.TryParse($"({deep})", out _, out var tooDeep));
        Assert.AreEqual(LicenseExpressionParser.MaxDepth + 1, tooDeep.Position);

        var longest = "MIT" + new string(' ', LicenseExpressionParser.MaxLength - 3);
        Assert.AreEqual("MIT", LicenseExpression.Parse(longest).ToString());
        Assert.IsFalse(LicenseExpression.TryParse(longest + " ", out _, out _));
    }

    [TestMethod]
    public void The_longest_chain_that_fits_is_read_and_written_and_judged()
    {
        var chain = string.Join(" OR ", Enumerable.Repeat("MIT", LicenseExpressionParser.MaxLength / 7));

        var expression = LicenseExpression.Parse(chain);

        Assert.AreEqual(chain, expression.ToString());
        Assert.AreEqual(LicenseOutcome.Denied, LicenseLists.Create([new("MIT", null)], null).Judge(expression).Outcome);
    }

    [TestMethod]
    public void Parsing_says_in_an_exception_what_it_would_say_in_an_error()
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => LicenseExpression.Parse("MIT OR Apache2.0"));

        Assert.AreEqual("'Apache2.0' is not a licence of the SPDX list (character 8); did you mean 'Apache-2.0'?", exception.Message);
    }
}
