using System.Collections;
using System.Reflection;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class SpdxListTests
{
    [TestMethod]
    public void The_list_has_its_licences_flags_and_successors()
    {
        Assert.HasCount(734, SpdxList.Licenses);
        Assert.HasCount(67, SpdxList.Exceptions);
        Assert.AreEqual("spdx-license-ids 3.0.24", SpdxList.Version);
        Assert.AreEqual(new SpdxLicense("MIT", "MIT License", true, true, false, null), SpdxList.Licenses["mit"]);
        Assert.AreEqual("GPL-2.0-only", SpdxList.Licenses["GPL-2.0"].Successor);
        Assert.AreEqual("Classpath-exception-2.0", SpdxList.Exceptions["CLASSPATH-exception-2.0"]);
    }

    [TestMethod]
    public void Every_id_reads_as_itself_or_as_the_successor_of_a_deprecated_one()
    {
        foreach (var license in SpdxList.Licenses.Values)
            Assert.AreEqual(license.Successor ?? license.Id, LicenseExpression.Parse(license.Id).ToString());
    }

    [TestMethod]
    public void The_flags_agree_with_the_list_inside_nuget()
    {
        var data = Assembly.Load("NuGet.Packaging").GetType("NuGet.Packaging.Licenses.NuGetLicenseData", throwOnError: true)!;
        var theirs = ((IEnumerable)data.GetField("LicenseList")!.GetValue(null)!).Cast<object>().Select(pair => pair.GetType().GetProperty("Value")!.GetValue(pair)!);
        var compared = 0;
        var wrong = new List<string>();
        foreach (var entry in theirs)
        {
            var id = (string)Get(entry, "LicenseID");
            if (!SpdxList.Licenses.TryGetValue(id, out var ours) || ours.IsDeprecated)
                continue;
            compared++;
            if (ours.IsFsfLibre != (bool)Get(entry, "IsFsfLibre"))
                wrong.Add($"{id}: FSF");
            if (ours.IsOsiApproved != (bool)Get(entry, "IsOsiApproved"))
                wrong.Add($"{id}: OSI");
        }
        Assert.IsGreaterThan(500, compared);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    public void Every_member_of_a_set_is_on_the_list_and_not_deprecated()
    {
        Assert.HasCount(6, LicenseSet.All);
        foreach (var set in LicenseSet.All.Values)
        {
            Assert.IsNotEmpty(set.Members);
            Assert.IsNotEmpty(set.Reason);
            foreach (var member in set.Members)
                Assert.AreEqual(member, LicenseExpression.Parse(member).ToString(), set.Name);
        }
    }

    [TestMethod]
    [DataRow("copyleft-strong", "GPL-2.0-or-later", true)]
    [DataRow("copyleft-strong", "AGPL-3.0-only", true)]
    [DataRow("copyleft-strong", "LGPL-3.0-only", false)]
    [DataRow("copyleft-strong", "GPL-2.0-only WITH Classpath-exception-2.0", false)]
    [DataRow("copyleft-weak", "LGPL-2.1-or-later", true)]
    [DataRow("copyleft-weak", "MPL-2.0", true)]
    [DataRow("copyleft-network", "AGPL-3.0-or-later", true)]
    [DataRow("copyleft-network", "GPL-3.0-only", false)]
    [DataRow("non-commercial", "CC-BY-NC-SA-4.0", true)]
    [DataRow("non-commercial", "CC-BY-4.0", false)]
    [DataRow("osi-approved", "MIT", true)]
    [DataRow("osi-approved", "JSON", false)]
    [DataRow("fsf-libre", "Apache-2.0", true)]
    [DataRow("fsf-libre", "Aladdin", false)]
    public void A_set_denies_its_members_and_nothing_else(string set, string license, bool denied)
    {
        var verdict = LicenseLists.Create([new(set, null)], null).Judge(LicenseExpression.Parse(license));

        Assert.AreEqual(denied ? LicenseOutcome.Denied : LicenseOutcome.Accepted, verdict.Outcome);
    }

    private static object Get(object entry, string property) => entry.GetType().GetProperty(property)!.GetValue(entry)!;
}
