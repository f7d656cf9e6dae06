using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class HostileTextTests
{
    internal const string Hostile = "a\u0000\u0007\u001b[31m\"\\/</script>\u202Egnp.exe\u2066\u200F\u2028\u0085\r\n##vso[task]\n::error::x \U0001F4A9 é 团 \uFFFF{}$(Var)";

    [TestMethod]
    public void Hostile_text_comes_back_as_it_was_and_the_bytes_are_plain_ascii()
    {
        var bytes = CycloneDxWriter.Write(Document(Hostile), SbomSamples.Tool);

        var component = JsonNode.Parse(bytes)!["components"]![0]!;
        Assert.AreEqual(Hostile, component["copyright"]!.GetValue<string>());
        Assert.AreEqual(Hostile, component["supplier"]!["name"]!.GetValue<string>());
        Assert.IsFalse(bytes.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~') && bytes.Any(b => b is not (byte)'\n' and (< 0x20 or > 0x7E)));
    }

    [TestMethod]
    public void Plain_text_is_written_so_that_it_can_be_searched_for()
    {
        var text = SbomSamples.Text(Document("<a href='x'>R&D</a> + \"b\" \\ \u007F`"));

        StringAssert.Contains(text, """
            "copyright": "<a href='x'>R&D</a> + \"b\" \\ \u007F`"
            """);
    }

    [TestMethod]
    public void The_same_text_without_its_hidden_characters_gives_other_bytes() => Assert.AreNotEqual(
        SbomSamples.Text(Document(Hostile)), SbomSamples.Text(Document(Hostile.Replace("\u202E", "", StringComparison.Ordinal))));

    [TestMethod]
    public void A_lone_surrogate_becomes_the_replacement_character_and_the_document_stays_valid()
    {
        var component = JsonNode.Parse(CycloneDxWriter.Write(Document("x\uD83Dy"), SbomSamples.Tool))!["components"]![0]!;

        Assert.AreEqual("x\uFFFDy", component["copyright"]!.GetValue<string>());
    }

    [TestMethod]
    public void Long_text_is_kept_whole()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789é", 100_000));

        var component = JsonNode.Parse(CycloneDxWriter.Write(Document(text), SbomSamples.Tool))!["components"]![0]!;

        Assert.AreEqual(text, component["copyright"]!.GetValue<string>());
    }

    [TestMethod]
    [DataRow("https://contoso.example")]
    [DataRow("HTTP://contoso.example:8080/a%20b?c=d&e=[f]", false)]
    [DataRow("HTTP://contoso.example:8080/a%20b?c=d&e=f#g")]
    [DataRow("https://contoso.example/团队/é")]
    [DataRow("https://bücher.example/", false)]
    [DataRow("", false)]
    [DataRow("contoso.example", false)]
    [DataRow("/relative", false)]
    [DataRow("//contoso.example/", false)]
    [DataRow("https:contoso.example", false)]
    [DataRow("https://", false)]
    [DataRow("https:///path", false)]
    [DataRow(" https://contoso.example", false)]
    [DataRow("https://contoso.example/a b", false)]
    [DataRow("https://contoso.example/%zz", false)]
    [DataRow("https://contoso.example/%2", false)]
    [DataRow("https://contoso.example/#a#b", false)]
    [DataRow("https://contoso.example/\u202Egnp", false)]
    [DataRow("https://contoso.example/\u061C", false)]
    [DataRow("https://contoso.example/\uD83D", false)]
    [DataRow("https://contoso.example/\n", false)]
    [DataRow("https://contoso.example/\"<x>", false)]
    [DataRow("https://contoso.example:port/", false)]
    [DataRow("https://contoso.example:/", false)]
    [DataRow("https://contoso.example:65536/", false)]
    [DataRow("https://contoso.example:65535/")]
    [DataRow("https://.contoso.example/", false)]
    [DataRow("https://contoso%2Eexample/", false)]
    [DataRow("https://[::1]/", false)]
    [DataRow("https://?query", false)]
    [DataRow("https://user:token@contoso.example/", false)]
    [DataRow("https://token@contoso.example/", false)]
    [DataRow("javascript:alert(1)", false)]
    [DataRow("file:///etc/passwd", false)]
    [DataRow("git://contoso.example/x.git", false)]
    [DataRow("git@contoso.example:x/y.git", false)]
    [DataRow("$(RepositoryUrl)", false)]
    public void Only_an_absolute_web_address_stands_in_a_field(string url, bool accepted = true)
    {
        var document = Document("plain", url);
        var values = new List<string>();
        Collect(JsonNode.Parse(SbomSamples.Text(document))!["components"]!, values);

        Assert.AreEqual(accepted ? url : null, SbomUrl.OrNull(url));
        Assert.AreEqual(accepted ? 2 : 0, document.Components[0].References.Length);
        Assert.AreEqual(accepted ? url : null, document.Components[0].Supplier!.Url);
        Assert.HasCount(accepted ? 6 : 0, values.Where(v => v == url));

        static void Collect(JsonNode node, List<string> values)
        {
            if (node is JsonValue value)
                values.Add(value.GetValue<string>());
            foreach (var child in node is JsonArray array ? array.OfType<JsonNode>() : node is JsonObject members ? members.Select(m => m.Value!) : [])
                Collect(child, values);
        }
    }

    [TestMethod]
    public void An_address_of_more_than_2048_characters_is_left_out()
    {
        var url = "https://contoso.example/".PadRight(2048, 'x');

        Assert.AreEqual(url, SbomUrl.OrNull(url));
        Assert.IsNull(SbomUrl.OrNull(url + "x"));
    }

    [TestMethod]
    [DataRow("0123456789ABCDEF0123456789abcdef01234567", true)]
    [DataRow("0123456789abcdef0123456789abcdef0123456", false)]
    [DataRow("main; rm -rf", false)]
    [DataRow("ğ123456789abcdef0123456789abcdef01234567", false)]
    public void Only_hexadecimal_digits_of_the_right_length_are_a_commit(string commit, bool accepted)
    {
        var reference = SbomReference.Of(null, "https://git.contoso.example", commit).Single();

        Assert.AreEqual(accepted ? "0123456789abcdef0123456789abcdef01234567" : null, reference.Commit);
    }

    [TestMethod]
    [DataRow("/lib/a.dll")]
    [DataRow("C:/lib/a.dll")]
    [DataRow("lib/../../a.dll")]
    [DataRow("lib/./a.dll")]
    [DataRow("lib//a.dll")]
    [DataRow("lib\\a.dll")]
    [DataRow("lib/")]
    [DataRow("")]
    public void A_path_that_is_not_inside_the_package_is_refused(string path)
    {
        Assert.ThrowsExactly<InvalidDataException>(() => SbomSamples.File(path));
        Assert.AreEqual("lib/a b.dll", SbomSamples.File("lib/a b.dll").Path);
    }

    [TestMethod]
    public void Two_assemblies_of_one_path_are_refused() => Assert.ThrowsExactly<InvalidDataException>(() =>
        SbomSamples.Root(SbomSamples.File("lib/a.dll"), SbomSamples.File("lib/b.dll"), SbomSamples.File("lib/a.dll")));

    [TestMethod]
    public void Digests_of_the_wrong_algorithm_are_refused()
    {
        var sha256 = Digest.Sha256Of("x"u8);

        Assert.ThrowsExactly<InvalidDataException>(() => SbomFile.Create("lib/a.dll", sha256, sha256));
    }

    internal static SbomDocument Document(string text, string? url = null)
    {
        var graph = SbomSamples.Graph(SbomSamples.Target("net10.0", SbomSamples.Package("Evil 1.0.0", DependencyKind.Direct)));
        var nuspec = SbomSamples.Spec("Evil 1.0.0", text) with
        {
            Copyright = text,
            ProjectUrl = url,
            LicenseUrl = url,
            Repository = new NuspecRepository("git", url, text, text),
        };
        return SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph, nuspec), SbomSamples.Time);
    }
}
