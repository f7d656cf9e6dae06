using System.Text;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Licensing;

/// <summary>Names that people write for licences lead to the ids, and never count as one.</summary>
[TestClass]
public sealed class EverydayNamesTests
{
    [TestMethod]
    [DataRow("Apache", "Apache-2.0")]
    [DataRow("Apache 2.0", "Apache-2.0")]
    [DataRow("apache2", "Apache-2.0")]
    [DataRow("Apache License 2.0", "Apache-2.0")]
    [DataRow("The Apache License, Version 2.0", "Apache-2.0")]
    [DataRow("ASL 2.0", "Apache-2.0")]
    [DataRow("MIT License", "MIT")]
    [DataRow("the MIT licence", "MIT")]
    [DataRow("BSD", "BSD-3-Clause BSD-2-Clause")]
    [DataRow("BSD License", "BSD-3-Clause BSD-2-Clause")]
    [DataRow("BSD 3-Clause License", "BSD-3-Clause")]
    [DataRow("New BSD", "BSD-3-Clause")]
    [DataRow("2-clause BSD", "BSD-2-Clause")]
    [DataRow("GPL", "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("GNU GPL", "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("GPLv2", "GPL-2.0-only GPL-2.0-or-later")]
    [DataRow("GPLv3", "GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("GPL v3.0", "GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("GNU General Public License v3", "GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("LGPL", "LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later")]
    [DataRow("LGPLv2.1", "LGPL-2.1-only LGPL-2.1-or-later")]
    [DataRow("GNU Lesser General Public License", "LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later")]
    [DataRow("AGPL", "AGPL-3.0-only AGPL-3.0-or-later")]
    [DataRow("AGPLv3", "AGPL-3.0-only AGPL-3.0-or-later")]
    [DataRow("MPL", "MPL-2.0 MPL-1.1")]
    [DataRow("MPL 2.0", "MPL-2.0")]
    [DataRow("Mozilla Public License 2.0", "MPL-2.0")]
    [DataRow("EPL 1.0", "EPL-1.0")]
    [DataRow("Microsoft Public License", "MS-PL")]
    [DataRow("Ms PL", "MS-PL")]
    [DataRow("PostgreSQL License", "PostgreSQL")]
    [DataRow("Boost", "BSL-1.0")]
    public void A_name_in_a_policy_is_an_error_at_its_place_that_names_the_ids(string name, string ids)
    {
        var quoted = ids.Split(' ').Select(id => $"\"{id}\"").ToArray();
        var expected = $"\"{name}\" is not a licence that is known; did you mean "
            + (quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}") + "?";

        Refused($"{{\"version\":1,\n\"licenses\":{{\"deny\":[\"{name}\"]}}}}", 2, 21, expected);
        Refused($"{{\"version\":1,\n\"licenses\":{{\"clarify\":[{{\"package\":\"A\",\"reason\":\"r\",\"expression\":\"{name}\"}}]}}}}", 2, 65, expected);
        // What is suggested is accepted.
        foreach (var id in ids.Split(' '))
            Assert.IsTrue(LicenseTerm.TryParse(id, out _, out _), id);
    }

    [TestMethod]
    [DataRow("Proprietary")]
    [DataRow("public domain")]
    [DataRow("ask legal")]
    public void What_names_no_licence_leads_nowhere(string name) =>
        Refused($"{{\"version\":1,\n\"licenses\":{{\"deny\":[\"{name}\"]}}}}", 2, 21,
            $"\"{name}\" is not a licence that is known; write an SPDX id, id WITH exception, LicenseRef-…, or the name of a set.");

    private static void Refused(string policy, int line, int column, string message)
    {
        var (file, findings) = PolicyFile.Parse("/repo/supplychain.json", Encoding.UTF8.GetBytes(policy));

        Assert.IsNull(file);
        var finding = findings.Single();
        Assert.AreEqual(Codes.PolicyInvalid, finding.Code);
        Assert.AreEqual(message, finding.Message);
        Assert.AreEqual((line, column), (finding.Location!.Line, finding.Location.Column));
    }
}
