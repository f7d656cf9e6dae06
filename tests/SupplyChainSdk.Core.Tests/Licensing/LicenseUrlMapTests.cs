using System.Globalization;
using System.Text;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseUrlMapTests
{
    [TestMethod]
    [DataRow("https://opensource.org/licenses/MIT", "MIT")]
    [DataRow("http://www.opensource.org/licenses/mit-license.php", "MIT")]
    [DataRow("https://opensource.org/license/bsd-3-clause/", "BSD-3-Clause")]
    [DataRow("http://opensource.org/licenses/ms-pl.html", "MS-PL")]
    [DataRow("http://www.apache.org/licenses/LICENSE-2.0.html", "Apache-2.0")]
    [DataRow("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0")]
    [DataRow("https://spdx.org/licenses/0BSD.html", "0BSD")]
    [DataRow("https://choosealicense.com/licenses/apache-2.0/", "Apache-2.0")]
    [DataRow("https://www.gnu.org/licenses/gpl-3.0.en.html", "GPL-3.0-only GPL-3.0-or-later")]
    [DataRow("http://www.gnu.org/licenses/old-licenses/lgpl-2.1.txt", "LGPL-2.1-only LGPL-2.1-or-later")]
    [DataRow("https://www.mozilla.org/en-US/MPL/2.0/", "MPL-2.0")]
    [DataRow("https://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC-BY-NC-4.0")]
    [DataRow("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0")]
    [DataRow("https://github.com/spdx/license-list-data/blob/main/text/ISC.txt", "ISC")]
    [DataRow("https://raw.githubusercontent.com/spdx/license-list-data/main/text/ISC.txt", "ISC")]
    public void Addresses_that_belong_to_a_licence_name_it_for_certain(string url, string ids)
    {
        var found = LicenseUrlMap.Find(url);

        Assert.AreEqual((LicenseWay.Url, LicenseCertainty.Certain, ids), (found.Way, found.Certainty, string.Join(' ', found.Ids)));
        Assert.Contains("looked at on 20", found.Reason!);
    }

    [TestMethod]
    [DataRow("http://go.microsoft.com/fwlink/?LinkId=329770", "LicenseRef-Microsoft-NET-Library")]
    [DataRow("https://go.microsoft.com/fwlink/?linkid=329770&clcid=0x409", "LicenseRef-Microsoft-NET-Library")]
    [DataRow("https://github.com/dotnet/corefx/blob/master/LICENSE.TXT", "MIT")]
    [DataRow("https://raw.github.com/JamesNK/Newtonsoft.Json/master/LICENSE.md", "MIT")]
    [DataRow("https://github.com/dotnet/standard/raw/master/LICENSE.TXT", "MIT")]
    public void Addresses_whose_owner_can_change_what_lies_there_name_it_likely(string url, string id)
    {
        var found = LicenseUrlMap.Find(url);

        Assert.AreEqual((LicenseCertainty.Likely, id), (found.Certainty, found.Id));
    }

    [TestMethod]
    [DataRow("https://opensource.org/licenses/")]
    [DataRow("https://opensource.org/licenses/NOT-A-LICENSE")]
    [DataRow("https://opensource.org/licenses/bsd-license.php")]
    [DataRow("https://opensource.org.example.org/licenses/MIT")]
    [DataRow("https://example.org/opensource.org/licenses/MIT")]
    [DataRow("https://opensource.org:8443/licenses/MIT")]
    [DataRow("https://user@opensource.org/licenses/MIT")]
    [DataRow("https://opensource.org/licenses/MIT?x=1")]
    [DataRow("https://opensource.org/licenses/MIT#other")]
    [DataRow("https://opensource.org/licenses/MIT/extra")]
    [DataRow("ftp://opensource.org/licenses/MIT")]
    [DataRow("https://www.gnu.org/licenses/gpl.html")]
    [DataRow("https://go.microsoft.com/fwlink/?LinkId=3297701")]
    [DataRow("https://go.microsoft.com/fwlink/?LinkId=")]
    [DataRow("https://github.com/dotnet/corefx/blob/other/LICENSE.TXT")]
    [DataRow("https://github.com/dotnet/corefx/blob/master/LICENSE.md")]
    [DataRow("https://github.com/contoso/widgets/blob/main/LICENSE")]
    [DataRow("https://nowhere.invalid/license")]
    [DataRow("not an address")]
    [DataRow("")]
    public void Every_other_address_stays_unknown(string url)
    {
        var found = LicenseUrlMap.Find(url);

        Assert.AreEqual((LicenseWay.None, LicenseCertainty.None), (found.Way, found.Certainty));
        Assert.IsEmpty(found.Ids);
        Assert.IsEmpty(found.Against);
        Assert.IsNotNull(found.Reason);
    }

    [TestMethod]
    public void Every_entry_has_a_source_and_a_day_and_names_a_licence()
    {
        Assert.IsGreaterThan(20, LicenseUrlMap.Entries.Length);
        foreach (var entry in LicenseUrlMap.Entries)
        {
            Assert.IsTrue(DateOnly.TryParseExact(entry.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), entry.Url);
            if (!entry.License.Contains('{', StringComparison.Ordinal))
                Assert.IsTrue(LicenseExpression.TryParse(entry.License, out _, out _), entry.License);
        }
        Assert.HasCount(LicenseUrlMap.Entries.Length, LicenseUrlMap.Entries.Select(e => e.Url).Distinct(StringComparer.OrdinalIgnoreCase));
    }

    [TestMethod]
    public void A_map_with_a_member_more_or_less_is_refused()
    {
        Assert.HasCount(1, Read("""{ "url": "a/b", "license": "MIT", "source": "s", "date": "2026-01-01" }"""));
        Assert.ThrowsExactly<InvalidDataException>(() => Read("""{ "url": "a/b", "license": "MIT", "date": "2026-01-01" }"""));
        Assert.ThrowsExactly<InvalidDataException>(() => Read("""{ "url": "a/b", "license": "MIT", "source": "s", "date": "2026-01-01", "more": 1 }"""));

        static System.Collections.Immutable.ImmutableArray<LicenseUrlEntry> Read(string entry) => LicenseUrlMap.Read(Encoding.UTF8.GetBytes($$"""{ "addresses": [ {{entry}} ] }"""));
    }
}
