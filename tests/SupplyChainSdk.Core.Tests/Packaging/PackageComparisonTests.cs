using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>What two packages are said to differ in, and what hostile ones cannot do to whoever compares them.</summary>
[TestClass]
public sealed class PackageComparisonTests
{
    private static readonly RawEntry Nuspec = new("a.nuspec", "<package />");
    private static readonly RawEntry Text = new("readme.txt", "text");

    [TestMethod]
    public void What_was_appended_to_a_package_is_no_difference()
    {
        var built = RawZip.Write([Nuspec, Text]);
        var attested = AttestedPackage.Attest(built, Encoding.UTF8.GetBytes("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"""));

        var comparison = Compare(AttestedPackage.NuGetSign(attested), built);

        Assert.IsTrue(comparison.IsSame);
        Assert.IsEmpty(comparison.Differences);
        Assert.IsFalse(Compare(attested, RawZip.Write([Nuspec, Text with { Content = "texu"u8.ToArray() }])).IsSame);
    }

    [TestMethod]
    public void Each_kind_of_difference_is_named_with_its_entry()
    {
        Assert.AreEqual("readme.txt Removed: 4 bytes", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec])));
        Assert.AreEqual("readme.txt Added: 4 bytes", Show(RawZip.Write([Nuspec]), RawZip.Write([Nuspec, Text])));
        Assert.AreEqual("readme.txt Content: ", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, new("readme.txt", "texu")])));
        Assert.AreEqual("readme.txt Content: 4 bytes → 5 bytes", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, new("readme.txt", "texts")])));
        Assert.AreEqual("readme.txt Metadata: time 2025-01-01 12:00:00 → 2025-01-01 12:00:02; time in the local header 2025-01-01 12:00:00 → 2025-01-01 12:00:02",
            Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, Text with { Time = Text.Time + 1 }])));
        Assert.AreEqual("readme.txt Metadata: attributes 81a40000/0000 → 81ed0000/0000", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, Text with { Attributes = 0x81ED_0000 }])));
        Assert.AreEqual("readme.txt Metadata: extra field of the local header none → 0102", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, Text with { LocalExtra = [1, 2] }])));
        Assert.AreEqual("readme.txt Metadata: compressed in another way, 6 bytes → 4 bytes; method deflated → stored", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, Text with { Method = 0 }])));
        Assert.AreEqual("a.nuspec Order: place 1 → 2 in the directory, the first that is elsewhere", Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Text, Nuspec])));
    }

    [TestMethod]
    public void Of_an_assembly_it_is_said_what_differs()
    {
        // Two versions of one thing: this assembly, and it under another module version id.
        var one = File.ReadAllBytes(typeof(PackageComparison).Assembly.Location);
        Guid mvid;
        using (var image = new PEReader(new MemoryStream(one)))
            mvid = image.GetMetadataReader() is var metadata ? metadata.GetGuid(metadata.GetModuleDefinition().Mvid) : default;
        var two = one.ToArray();
        two[one.AsSpan().IndexOf(mvid.ToByteArray())] ^= 1;
        CollectionAssert.AreEqual((string[])["other metadata than is compared here", $"module version id {mvid} → {Other(mvid)}"], Details(one, two));

        var another = File.ReadAllBytes(typeof(Sigstore.Bundle).Assembly.Location);
        var details = string.Join('\n', Details(one, another));
        foreach (var said in (string[])["name SupplyChainSdk.Core, ", "IL ", "methods gone: ", "methods new: ", "resource ", "reference ", "attribute AssemblyTitleAttribute (\"SupplyChainSdk.Core\") → (\"SupplyChainSdk.Sigstore\")", "types ", "module version id "])
            Assert.Contains(said, details);

        CollectionAssert.AreEqual((string[])[$"{one.Length} bytes → 3 bytes", "one of them is a damaged assembly"], Details(one, "MZ!"u8.ToArray(), keepsSize: true));
    }

    [TestMethod]
    public void A_damaged_assembly_is_an_answer_and_never_an_exception()
    {
        var good = File.ReadAllBytes(typeof(Sigstore.Bundle).Assembly.Location);
        var random = new Random(20261121);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 150; i++)
        {
            var bad = good.ToArray();
            // Where the headers and the tables are, a change does the most.
            for (var n = random.Next(1, 4); n > 0; n--)
                bad[random.Next(2) == 0 ? random.Next(1024) : random.Next(bad.Length)] = (byte)random.Next(256);
            answers.Add(AssemblyComparison.Describe(good, bad)[0]);
        }
        Assert.Contains("one of them is a damaged assembly", answers);
    }

    [TestMethod]
    public void A_dependency_that_arrived_under_another_signature_is_named_as_the_reason()
    {
        static RawEntry Sbom(string hash, string content) => new("_manifest/cyclonedx/bom.cdx.json", $$"""
            {"bomFormat":"CycloneDX","components":[{"purl":"pkg:nuget/Foo@1.0.0","hashes":[{"alg":"SHA-512","content":"{{hash}}"}],
            "properties":[{"name":"supplychainsdk:nuget:contentHash","value":"{{content}}"}]},{"purl":"pkg:nuget/Bar@1.0.0"}]}
            """);
        const string Path = "_manifest/cyclonedx/bom.cdx.json";
        Assert.AreEqual($"{Path} Content: pkg:nuget/Foo@1.0.0 arrived under another signature: the same content, another file",
            Show(RawZip.Write([Nuspec, Sbom("aa", "c=")]), RawZip.Write([Nuspec, Sbom("bb", "c=")])));
        Assert.AreEqual($"{Path} Content: pkg:nuget/Foo@1.0.0 is described in another way", Show(RawZip.Write([Nuspec, Sbom("aa", "c=")]), RawZip.Write([Nuspec, Sbom("bb", "d=")])));
        Assert.AreEqual($"{Path} Content: one of them is no SBOM that can be read",
            Show(RawZip.Write([Nuspec, Sbom("aa", "c=")]), RawZip.Write([Nuspec, new(Path, new string('[', 200).PadRight(Sbom("aa", "c=").Content.Length))])));
    }

    [TestMethod]
    public void A_hostile_archive_is_refused_or_bounded_and_nothing_is_written()
    {
        Assert.ThrowsExactly<PackageFormatException>(() => Compare(RawZip.Write([Nuspec]), RawZip.Write([Nuspec, new("../../escape.txt", "x")])));
        // More differences than are listed; those are counted.
        var many = Compare(RawZip.Write([Nuspec]), RawZip.Write([Nuspec, .. Enumerable.Range(0, 300).Select(i => new RawEntry($"f{i:000}", "x"))]));
        Assert.HasCount(200, many.Differences);
        Assert.AreEqual(100, many.Omitted);
        // What it states is not what it holds.
        Assert.AreEqual("readme.txt Content: its content does not inflate",
            Show(RawZip.Write([Nuspec, Text]), RawZip.Write([Nuspec, Text with { Data = [0xFF, 0xFF, 0xFF, 0xFF] }])));
        Assert.ThrowsExactly<OperationCanceledException>(() => Compare(RawZip.Write([Nuspec, Text]), RawZip.Write([Text, Nuspec]), new CancellationToken(canceled: true)));
    }

    private static PackageComparison Compare(byte[] one, byte[] two, CancellationToken cancel = default)
    {
        using var scratch = new Scratch();
        using var first = File.OpenRead(scratch.Write("one.nupkg", one));
        using var second = File.OpenRead(scratch.Write("two.nupkg", two));
        return PackageComparison.Compare(first, second, cancel);
    }

    private static string Show(byte[] one, byte[] two)
    {
        var comparison = Compare(one, two);
        Assert.IsFalse(comparison.IsSame);
        return string.Join('\n', comparison.Differences.Select(d => $"{d.Path} {d.Change}: {string.Join("; ", d.Details)}"));
    }

    private static string[] Details(byte[] one, byte[] two, bool keepsSize = false)
    {
        var difference = Compare(RawZip.Write([Nuspec, new("lib/a.dll", one)]), RawZip.Write([Nuspec, new("lib/a.dll", two)])).Differences.Single();
        return [.. difference.Details.Where(d => keepsSize || !d.Contains(" bytes → ", StringComparison.Ordinal) || d.StartsWith("IL", StringComparison.Ordinal))];
    }

    private static Guid Other(Guid mvid)
    {
        var bytes = mvid.ToByteArray();
        bytes[0] ^= 1;
        return new Guid(bytes);
    }
}
