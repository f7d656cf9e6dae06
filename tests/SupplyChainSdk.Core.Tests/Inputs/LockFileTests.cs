using System.Text;
using NuGet.ProjectModel;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Tests;
using LockFile = SupplyChainSdk.Inputs.LockFile;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class LockFileTests
{
    private const string Small = $$"""
        {
          "version": 2,
          "dependencies": {
            "net10.0": {
              "Api": {
                "type": "Direct",
                "requested": "[1.0.0, )",
                "resolved": "1.0.0",
                "contentHash": "{{Assets.HashA}}",
                "dependencies": { "Core": "2.0.0" }
              },
              "Core": { "type": "CentralTransitive", "requested": "[2.0.0, )", "resolved": "2.0", "contentHash": "{{Assets.HashB}}" },
              "my lib": { "type": "Project", "dependencies": { "Core": "[2.0.0, )" } }
            },
            "net10.0/linux-x64": {}
          }
        }
        """;

    [TestMethod]
    public void Entries_are_read_with_their_places()
    {
        var file = Parse(Small);

        Assert.AreEqual(2, file.Version);
        Assert.AreEqual("net10.0 , net10.0 linux-x64", string.Join(", ", file.Targets.Select(t => $"{t.Framework} {t.RuntimeIdentifier}")));
        Assert.AreEqual("""
            Api Direct [1.0.0, ) Api 1.0.0 (5,7)
            Core CentralTransitive [2.0.0, ) Core 2.0.0 (12,7)
            my lib Project   (13,7)
            """, string.Join('\n', file.Targets[0].Entries.Select(e => $"{e.Id} {e.Kind} {e.Requested} {e.Package} ({e.Place.Line},{e.Place.Column})")));
        Assert.AreEqual("Core 2.0.0", string.Join(", ", file.Targets[0].Entries[0].Dependencies.Select(d => $"{d.Id} {d.Range}")));
        Assert.AreEqual(5, file.Hashes.Single(h => h.Key.Id == "Api").Value.Place.Line);
    }

    [TestMethod]
    public void Version_3_names_targets_by_alias()
    {
        var file = Parse($$"""
            { "apple": { "framework": "net10.0", "dependencies": { "Api": { "type": "Direct", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" } } },
              "apple/linux-x64": { "dependencies": {}, "framework": "net10.0" },
              "old": { "framework": ".NETFramework,Version=v4.7.2", "dependencies": {} },
              "version": 3 }
            """);

        Assert.AreEqual("net10.0 apple , net10.0 apple linux-x64, net472 old ", string.Join(", ", file.Targets.Select(t => $"{t.Framework} {t.Alias} {t.RuntimeIdentifier}")));
        Assert.HasCount(1, file.Hashes);
    }

    [TestMethod]
    public void Every_lock_file_of_the_corpus_is_read_as_NuGet_reads_it_or_refused_with_a_place()
    {
        int same = 0, refused = 0;
        foreach (var path in Directory.EnumerateFiles(TestData.At("lockfiles", "packages.lock"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var nuget = PackagesLockFileFormat.Read(path);
            try
            {
                Assert.AreEqual(Describe(nuget), Describe(LockFile.Read(path)), path);
                same++;
            }
            catch (InvalidDataException e)
            {
                Assert.AreEqual(path, BadInput.Place(e)?.File);
                Assert.IsGreaterThan(0, BadInput.Place(e)!.Line, e.Message);
                // What NuGet takes and is refused here: a content hash that is the word TEMPLATE.
                Assert.IsTrue(nuget.Version == int.MinValue || BadInput.Reason(e).Contains("content hash", StringComparison.Ordinal), e.Message);
                refused++;
            }
        }
        Assert.AreEqual(38, same + refused);
        Assert.AreEqual(2, refused);
    }

    [TestMethod]
    public void A_byte_order_mark_is_accepted() => Assert.AreEqual(2, LockFile.Parse(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Small)).ToArray(), "p").Version);

    [TestMethod]
    public void Windows_line_ends_do_not_move_places() =>
        Assert.AreEqual(12, Parse(Small.Replace("\n", "\r\n", StringComparison.Ordinal)).Targets[0].Entries[1].Place.Line);

    [TestMethod]
    public void Columns_count_characters_and_not_bytes()
    {
        const string Text = """{"version":1,"dependencies":{"net10.0":{"größe":{"type":"Project"},"x":{"type":"Project"}}}}""";

        Assert.AreEqual(Text.IndexOf("\"x\"", StringComparison.Ordinal) + 1, Parse(Text).Targets[0].Entries[1].Place.Column);
    }

    [TestMethod]
    [DataRow("", "not valid JSON", 1, 1)]
    [DataRow("\"i am bogus\"", "a JSON object", 1, 1)]
    [DataRow("{}", "states no version", 1, 1)]
    [DataRow("{ \"version\": 1 }", "no dependencies", 1, 1)]
    [DataRow("{ \"version\": 1, \"dependencies\": {} } x", "not valid JSON", 1, 38)]
    [DataRow("{ \"version\": 4 }", "not known", 1, 3)]
    [DataRow("{\n \"version\": \"1\", \"dependencies\": {} }", "not known", 2, 2)]
    [DataRow("{ \"version\": 1, // comment\n \"dependencies\": {} }", "not valid JSON", 1, 17)]
    [DataRow("{ \"version\": 1, \"dependencies\": {}, }", "not valid JSON", 1, 37)]
    [DataRow("{ \"version\": 1, \"version\": 1, \"dependencies\": {} }", "stands twice", 1, 17)]
    [DataRow("{ \"version\": 1, \"dependencies\": [] }", "must be an object", 1, 33)]
    [DataRow("{ \"version\": 1, \"dependencies\": {}, \"more\": 1 }", "no property 'more'", 1, 37)]
    [DataRow("{ \"version\": 1, \"dependencies\": { \"nonsense\": {} } }", "not a target framework", 1, 35)]
    [DataRow("{ \"version\": 3, \"net10.0\": { \"dependencies\": {} } }", "states no framework", 1, 17)]
    public void A_broken_file_is_refused_at_its_place(string content, string reason, int line, int column)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Parse(content));

        Assert.Contains(reason, BadInput.Reason(error));
        Assert.AreEqual((line, column), (BadInput.Place(error)!.Line, BadInput.Place(error)!.Column), error.Message);
    }

    [TestMethod]
    [DataRow("\"type\": \"Direct\",", "", "has no type", 5)]
    [DataRow("\"type\": \"Direct\"", "\"type\": \"direct\"", "not a type of entry", 6)]
    [DataRow("\"type\": \"Direct\"", "\"type\": 0", "must be a string", 6)]
    [DataRow("\"resolved\": \"1.0.0\",", "", "no resolved version", 5)]
    [DataRow("\"resolved\": \"1.0.0\"", "\"resolved\": \"one\"", "not a version", 5)]
    [DataRow("\"[1.0.0, )\"", "\"[1.0.0\"", "not a version range", 7)]
    [DataRow("\"Core\": { \"type\": \"CentralTransitive\"", "\"api\": { \"type\": \"CentralTransitive\"", "'api' stands twice", 12)]
    [DataRow("\"Core\": { \"type\": \"CentralTransitive\"", "\"../x\": { \"type\": \"CentralTransitive\"", "not a package id", 12)]
    [DataRow("\"net10.0/linux-x64\"", "\"net10.0\"", "stands twice", 15)]
    [DataRow("\"Core\": \"2.0.0\"", "\"Core\": \"[\"", "not a version range", 10)]
    [DataRow("pdgNN", "pdg\\ud800", "UTF", 9)]
    public void A_changed_entry_is_refused_at_its_line(string what, string by, string reason, int line)
    {
        Assert.Contains(what, Small, "the twin must differ");

        var error = Assert.ThrowsExactly<InvalidDataException>(() => Parse(Small.Replace(what, by, StringComparison.Ordinal)));

        Assert.Contains(reason, BadInput.Reason(error));
        Assert.AreEqual(line, BadInput.Place(error)!.Line, error.Message);
    }

    [TestMethod]
    public void One_version_with_two_hashes_is_refused()
    {
        static string Two(string hash) => $$"""
            { "version": 1, "dependencies": {
              "net10.0": { "Api": { "type": "Direct", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" } },
              "net9.0": { "api": { "type": "Direct", "resolved": "1.0", "contentHash": "{{hash}}" } } } }
            """;
        Assert.HasCount(1, Parse(Two(Assets.HashA)).Hashes);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => Parse(Two(Assets.HashB)));

        Assert.Contains("another content hash than at line 2", error.Message);
        Assert.AreEqual(3, BadInput.Place(error)!.Line);
    }

    [TestMethod]
    public void Text_that_is_not_UTF_8_is_refused()
    {
        var bytes = Encoding.Latin1.GetBytes(Small.Replace("my lib", "m\u00fc lib", StringComparison.Ordinal));

        Assert.ThrowsExactly<InvalidDataException>(() => LockFile.Parse(bytes, "packages.lock.json"));
    }

    [TestMethod]
    public void Deeply_nested_text_is_refused() =>
        Assert.ThrowsExactly<InvalidDataException>(() => Parse("{ \"version\": 1, \"dependencies\": " + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + new string('}', 101)));

    [TestMethod]
    public void A_file_cut_short_anywhere_is_refused()
    {
        for (var length = 0; length < Small.Length; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => Parse(Small[..length]), $"after {length} characters");
    }

    [TestMethod]
    public void The_path_follows_NuGets_rule()
    {
        using var scratch = new Scratch();
        var project = scratch.At("My App.csproj");
        Assert.AreEqual(scratch.At("packages.lock.json"), LockFile.PathFor(project));
        Assert.AreEqual(scratch.At("locks", "a.json"), LockFile.PathFor(project, "locks/a.json"));
        Assert.AreEqual(Path.GetFullPath(scratch.At("..", "a.json")), LockFile.PathFor(project, "../a.json"));

        var named = scratch.Write("packages.My_App.lock.json", "{}");

        Assert.AreEqual(named, LockFile.PathFor(project));
        Assert.AreEqual(PackagesLockFileUtilities.GetNuGetLockFilePath(scratch.Folder, "My App"), LockFile.PathFor(project));
    }

    private static LockFile Parse(string content) => LockFile.Parse(Encoding.UTF8.GetBytes(content), "packages.lock.json");

    private static string Describe(PackagesLockFile file) => file.Version + "\n" + string.Join('\n', file.Targets.SelectMany(t => t.Dependencies.Select(d =>
        $"{t.TargetFramework.GetShortFolderName()} {t.RuntimeIdentifier} {d.Id} {d.Type} {d.RequestedVersion?.ToNormalizedString()} {d.ResolvedVersion?.ToNormalizedString()} {d.ContentHash} "
        + string.Join(',', d.Dependencies.Select(x => $"{x.Id}={x.VersionRange?.OriginalString}")))));

    private static string Describe(LockFile file) => file.Version + "\n" + string.Join('\n', file.Targets.SelectMany(t => t.Entries.Select(e =>
        $"{t.Framework} {t.RuntimeIdentifier} {e.Id} {e.Kind} {e.Requested} {e.Package?.Version} {e.ContentHash} "
        + string.Join(',', e.Dependencies.Select(d => $"{d.Id}={d.Range}")))));
}
