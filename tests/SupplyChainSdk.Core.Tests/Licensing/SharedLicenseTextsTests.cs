using System.Collections.Immutable;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

/// <summary>The shared real licence texts: each folder is a project, labelled with its licence.</summary>
[TestClass]
public class SharedLicenseTextsTests
{
    private static ImmutableArray<string> Folders => [.. Directory.GetDirectories(TestData.At("licences", "texts")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [TestMethod]
    public void At_least_95_percent_are_identified_as_labelled_and_none_is_taken_for_another_licence()
    {
        var labels = Labels();
        Assert.HasCount(64, Folders);
        var (right, labelled, unknown) = (0, 0, 0);
        var missed = new List<string>();
        var wrong = new List<string>();
        foreach (var folder in Folders)
        {
            var label = labels[folder];
            var found = OfProject(TestData.At("licences", "texts", folder));
            var isNamed = label is not ("" or "other" or "no-license");
            if (isNamed)
                labelled++;
            else if (found is null)
                unknown++;
            if (found is null && isNamed)
                missed.Add($"{folder} ({label})");
            else if (found is not null && isNamed && Names(found).Contains(label, StringComparer.OrdinalIgnoreCase))
                right++;
            else if (found is not null)
                wrong.Add($"{folder} ({label}): {found.Id}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(49, labelled);
        Assert.AreEqual(15, unknown, "12 labelled other or no-license, 3 without a label");
        Assert.IsGreaterThanOrEqualTo(0.95, right / (double)labelled, $"missed: {string.Join(", ", missed)}");
    }

    [TestMethod]
    public void A_text_that_is_nearly_a_licence_says_which_and_why_it_is_not()
    {
        foreach (var (file, nearest, why) in new[]
        {
            ("wrk-modified-apache/LICENSE", "Apache-2.0", "more, which can be other terms"),
            ("fcpl-modified-mpl/LICENSE", "MPL-2.0", "commercial"),
            ("cc-by-nd/LICENSE", "CC-BY-ND-4.0", "neither the OSI nor the FSF"),
            ("pixar-modified-apache/LICENSE.txt", "Pixar", "neither the OSI nor the FSF"),
        })
        {
            var found = LicenseIdentification.OfText(File.ReadAllBytes(TestData.At(["licences", "texts", .. file.Split('/')])));
            Assert.AreEqual(LicenseWay.None, found.Way, file);
            Assert.AreEqual(nearest, found.Nearest[0].Ids[0], file);
            Assert.Contains(why, found.Reason!, file);
            Assert.AreEqual(nearest, found.Against[0], file);
        }
    }

    // The files of a project that can hold its licence, taken together: those that are something else than the rest leave it unknown.
    private static LicenseIdentification? OfProject(string folder)
    {
        var files = Directory.GetFiles(folder).Concat(Directory.Exists(Path.Combine(folder, "LICENSES")) ? Directory.GetFiles(Path.Combine(folder, "LICENSES")) : [])
            .Where(IsLicense).Order(StringComparer.Ordinal).ToList();
        var readMe = Path.Combine(folder, "README.md");
        if (files.Count == 0 && File.Exists(readMe))
            files.Add(readMe);
        var found = files.Where(f => !Path.GetFileName(f).StartsWith("COPYRIGHT", StringComparison.OrdinalIgnoreCase))
            .Select(f => LicenseIdentification.OfText(File.ReadAllBytes(f))).ToList();
        var ids = found.Select(f => f.Id).Distinct().ToList();
        // LGPL 3.0 adds to the GPL 3.0 that lies beside it.
        if (ids.Contains("LGPL-3.0-only"))
            ids.Remove("GPL-3.0-only");
        return ids is [{ } id] ? found.First(f => f.Id == id) : null;
    }

    private static bool IsLicense(string path) => Path.GetExtension(path) is not (".header" or ".json")
        && (Path.GetFileName(path) is var name && (name.StartsWith("licen", StringComparison.OrdinalIgnoreCase) || name.StartsWith("copy", StringComparison.OrdinalIgnoreCase) || name == "PATENTS")
            || Path.GetFileName(Path.GetDirectoryName(path)) == "LICENSES");

    private static IEnumerable<string> Names(LicenseIdentification found) =>
        found.Ids.SelectMany(id => new[] { id, id.Replace("-only", "", StringComparison.Ordinal) });

    private static Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = "";
        foreach (var line in File.ReadLines(TestData.At("licences", "texts", "fixtures.yml")))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] != '#' && line.EndsWith(':'))
                labels[folder = line[..^1]] = "";
            else if (line.StartsWith("  key:", StringComparison.Ordinal))
                labels[folder] = line[6..].Trim();
        }
        return labels;
    }
}
