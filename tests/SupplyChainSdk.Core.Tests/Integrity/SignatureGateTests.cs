using System.Collections.Immutable;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class SignatureGateTests
{
    private static readonly Digest AuthorPrint = Digest.Sha256Of("author"u8);
    private static readonly Digest RepositoryPrint = NuGetOrg.Certificates[^1];
    private static readonly Digest OtherPrint = Digest.Sha256Of("other"u8);
    private static readonly AuthorSignature Author = new(new SignerCertificate("CN=Author", AuthorPrint), []);
    private static readonly RepositorySignature Repository = new(new SignerCertificate("CN=Gallery", RepositoryPrint), "https://api.nuget.org/v3/index.json", ["contoso", "fabrikam"], []);
    private static readonly PackageSignatures Both = new(Author, Repository, []);
    private static readonly PackageSignatures OnlyRepository = new(null, Repository, []);
    private static readonly PackageSignatures OnlyAuthor = new(Author, null, []);

    [TestMethod]
    public void Without_the_section_the_gate_is_not_configured_and_off_is_off()
    {
        Assert.AreEqual(GateOutcome.NotConfigured, SignatureGate.Check(Packages(), Signed(Both), Given.Policy(null)).Outcome);
        Assert.AreEqual(GateOutcome.Off, Check(PackageSignatures.None, Enforce.Off, Rule(author: true)).Outcome);
    }

    [TestMethod]
    public void A_required_signature_that_is_there_passes_and_a_missing_one_is_found()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Both, Rule(author: true, repository: true)).Outcome);
        var finding = Check(OnlyRepository, Rule(author: true, repository: true)).Findings.Single();
        Assert.AreEqual(Codes.SignatureMissing, finding.Code);
        Assert.AreEqual(Given.At(5), finding.Location);
        StringAssert.Contains(finding.Message, "Foo 1.0.0 has no author signature", StringComparison.Ordinal);
        StringAssert.Contains(Check(OnlyAuthor, Rule(repository: true)).Findings.Single().Message, "no repository signature", StringComparison.Ordinal);
        Assert.AreEqual("SCSDK2021 SCSDK2021", Codes_(Check(PackageSignatures.None, Rule(author: true, repository: true))));
    }

    [TestMethod]
    public void The_certificate_of_the_author_is_compared_where_there_is_one()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Both, Rule(prints: [AuthorPrint])).Outcome);
        var finding = Check(Both, Rule(prints: [OtherPrint])).Findings.Single();
        Assert.AreEqual(Codes.SignerNotAllowed, finding.Code);
        StringAssert.Contains(finding.Message, AuthorPrint.Hex, StringComparison.Ordinal);
        StringAssert.Contains(finding.Message, Printable.Short(OtherPrint.Hex), StringComparison.Ordinal);
    }

    // NuGet/Home#13336
    [TestMethod]
    public void An_author_who_is_not_allowed_is_not_made_good_by_a_repository_that_is()
    {
        Assert.AreEqual("SCSDK2022", Codes_(Check(Both, Rule(prints: [RepositoryPrint]))));
        Assert.AreEqual("SCSDK2022", Codes_(Check(Both, Rule(author: true, prints: [RepositoryPrint]))));
        // Nor does taking the author off help where one is required, and the repository's certificate is not the author's.
        Assert.AreEqual("SCSDK2021", Codes_(Check(OnlyRepository, Rule(author: true, prints: [RepositoryPrint]))));
        Assert.AreEqual("SCSDK2022", Codes_(Check(OnlyRepository, Rule(prints: [AuthorPrint]))));
    }

    [TestMethod]
    public void The_certificate_of_the_repository_is_compared_where_nobody_else_signed_and_nobody_else_has_to()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(OnlyRepository, Rule(prints: [RepositoryPrint])).Outcome);
        Assert.AreEqual("SCSDK2021", Codes_(Check(PackageSignatures.None, Rule(prints: [RepositoryPrint]))));
    }

    [TestMethod]
    public void One_owner_of_the_list_is_enough_in_any_case_and_none_is_not()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Both, Rule(owners: ["FABRIKAM", "nobody"])).Outcome);
        var finding = Check(Both, Rule(owners: ["mallory"])).Findings.Single();
        Assert.AreEqual(Codes.SignerNotAllowed, finding.Code);
        StringAssert.Contains(finding.Message, "belongs to 'contoso', 'fabrikam'", StringComparison.Ordinal);
        StringAssert.Contains(finding.Message, "only 'mallory'", StringComparison.Ordinal);
        Assert.AreEqual("SCSDK2021", Codes_(Check(OnlyAuthor, Rule(owners: ["contoso"]))));
    }

    [TestMethod]
    public void What_a_repository_says_of_itself_counts_only_with_its_certificate()
    {
        var mallory = Repository with { Certificate = new("CN=Mallory", OtherPrint), ServiceIndex = "https://feed.test/v3/index.json" };
        var claims = Both with { Repository = mallory };
        Assert.AreEqual("SCSDK2022", Codes_(Check(claims, Rule(repository: true))));
        Assert.AreEqual("SCSDK2022", Codes_(Check(claims, Rule(owners: ["contoso"]))));
        StringAssert.Contains(Check(claims, Rule(owners: ["contoso"])).Findings.Single().Message,
            $"a repository that calls itself 'https://feed.test/v3/index.json', with the certificate {Printable.Short(OtherPrint.Hex)} of 'CN=Mallory', and the policy allows for \"*\" only nuget.org. "
            + $"Find out whose it is; if it is right, let the rule say \"repositoryFingerprints\": [\"{OtherPrint.Hex}\"], and beside it the certificates of nuget.org", StringComparison.Ordinal);

        Assert.AreEqual(GateOutcome.Passed, Check(claims, Rule(repository: true, owners: ["contoso"]) with { RepositoryFingerprints = [OtherPrint] }).Outcome);
        // Who is named is meant, and then nuget.org is another.
        Assert.AreEqual("SCSDK2022", Codes_(Check(Both, Rule() with { RepositoryFingerprints = [OtherPrint] })));
        Assert.AreEqual("SCSDK2021", Codes_(Check(OnlyAuthor, Rule() with { RepositoryFingerprints = [OtherPrint] })));
        Assert.AreEqual(GateOutcome.Passed, Check(claims, Rule(author: true, prints: [AuthorPrint])).Outcome, "no rule asks for the repository");
    }

    [TestMethod]
    public void Every_rule_that_matches_has_to_hold()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Both, Rule("*", repository: true), Rule("Foo", author: true), Rule("Bar*", prints: [OtherPrint])).Outcome);
        Assert.AreEqual("SCSDK2022", Codes_(Check(Both, Rule("*", repository: true), Rule("foo", prints: [OtherPrint]))));
        Assert.AreEqual("SCSDK2022 SCSDK2022", Codes_(Check(Both, Rule("*", prints: [OtherPrint]), Rule("F*", owners: ["mallory"]))));
    }

    [TestMethod]
    public void A_message_prints_what_the_rule_would_say_with_the_certificate_that_was_found()
    {
        var two = $"let the rule say \"fingerprints\": [\"{OtherPrint.Hex}\", \"{AuthorPrint.Hex}\"]";
        StringAssert.EndsWith(Check(Both, Rule(prints: [OtherPrint])).Findings.Single().Message, two, StringComparison.Ordinal);
        // It is what makes the rule hold, and another certificate does not.
        Assert.AreEqual(GateOutcome.Passed, Check(Both, Rule(prints: [OtherPrint, AuthorPrint])).Outcome);
        Assert.AreEqual("SCSDK2022", Codes_(Check(Both, Rule(prints: [OtherPrint, RepositoryPrint]))));
        // Of many, only the one to add.
        ImmutableArray<Digest> many = [.. Enumerable.Range(0, 9).Select(i => Digest.Sha256Of([(byte)i]))];
        StringAssert.EndsWith(Check(Both, Rule() with { Fingerprints = many }).Findings.Single().Message, $"add \"{AuthorPrint.Hex}\" to its \"fingerprints\"", StringComparison.Ordinal);
        // What is there is named where something is missing.
        StringAssert.Contains(Check(OnlyRepository, Rule(author: true)).Findings.Single().Message,
            $"has no author signature, only another (repository 'https://api.nuget.org/v3/index.json', certificate {RepositoryPrint.Hex}), and", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_package_that_no_rule_is_about_needs_no_signature()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(PackageSignatures.None, Rule("Contoso.*", author: true)).Outcome);
        Assert.IsFalse(SignatureGate.Needs(PackageId.Create("Foo", "1.0.0"), Policy(Enforce.Error, Rule("Contoso.*", author: true))));
        Assert.IsTrue(SignatureGate.Needs(PackageId.Create("contoso.widgets", "1.0.0"), Policy(Enforce.Error, Rule("Contoso.*", author: true))));
    }

    [TestMethod]
    public void A_signature_that_is_not_trusted_is_found_with_the_reasons_and_who_it_names()
    {
        var untrusted = Both with { Author = Author with { Problems = ["NU3018: the root is not trusted"] } };
        var finding = Check(untrusted, Rule(author: true, prints: [AuthorPrint])).Findings.Single();
        Assert.AreEqual(Codes.SignatureNotTrusted, finding.Code);
        StringAssert.Contains(finding.Message, $"(author 'CN=Author', certificate {AuthorPrint.Hex}; repository 'https://api.nuget.org/v3/index.json', certificate {RepositoryPrint.Hex}): NU3018: the root is not trusted. ", StringComparison.Ordinal);
        // That another one signed is said as well.
        Assert.AreEqual("SCSDK2022 SCSDK2023", Codes_(Check(untrusted, Rule(prints: [OtherPrint]))));
        // What cannot be read is not called missing.
        Assert.AreEqual("SCSDK2023", Codes_(Check(new PackageSignatures(null, null, ["NU3003: not valid"]), Rule(author: true, repository: true))));
    }

    [TestMethod]
    public void A_package_that_could_not_be_read_never_passes()
    {
        var package = Given.Resolved("Foo");
        var reading = new PackageReading([], [new PackageFailure(package, PackageProblem.Missing, "/packages/foo.nupkg", "there is no such file")]);
        var finding = SignatureGate.Check(reading, ImmutableDictionary<PackageId, PackageSignatures>.Empty, Policy(Enforce.Error, Rule(author: true))).Findings.Single();
        Assert.AreEqual(Codes.SignatureNotTrusted, finding.Code);
        Assert.AreEqual(GateOutcome.Passed, SignatureGate.Check(reading, ImmutableDictionary<PackageId, PackageSignatures>.Empty, Policy(Enforce.Error, Rule("Bar", author: true))).Outcome);
    }

    [TestMethod]
    public void A_package_whose_signatures_were_not_verified_is_an_error_of_the_caller() => Assert.ThrowsExactly<ArgumentException>(
        () => SignatureGate.Check(Packages(), ImmutableDictionary<PackageId, PackageSignatures>.Empty, Policy(Enforce.Error, Rule(author: true))));

    [TestMethod]
    public void The_policy_decides_how_findings_weigh()
    {
        Assert.AreEqual(GateOutcome.Failed, Check(PackageSignatures.None, Rule(author: true)).Outcome);
        Assert.AreEqual(GateOutcome.Warned, Check(PackageSignatures.None, Enforce.Warning, Rule(author: true)).Outcome);
    }

    [TestMethod]
    public void A_hostile_subject_is_shown_harmless_and_short()
    {
        var hostile = OnlyAuthor with { Author = Author with { Certificate = new SignerCertificate("CN=\u001b[31m\n::error::" + new string('x', 5000), AuthorPrint) } };
        var message = Check(hostile, Rule(prints: [OtherPrint])).Findings.Single().Message;
        Assert.IsFalse(message.Any(char.IsControl));
        Assert.IsLessThan(1000, message.Length);
    }

    public static SignatureRule Rule(string packages = "*", bool author = false, bool repository = false, ImmutableArray<Digest>? prints = null, ImmutableArray<string>? owners = null) =>
        new(new PackagePattern(packages), author, repository, prints ?? [], owners ?? [], Given.At(5));

    private static string Codes_(GateResult result) => string.Join(' ', result.Findings.Select(f => f.Code.Id));

    private static GateResult Check(PackageSignatures found, params SignatureRule[] rules) => Check(found, Enforce.Error, rules);

    private static GateResult Check(PackageSignatures found, Enforce enforce, params SignatureRule[] rules) => SignatureGate.Check(Packages(), Signed(found), Policy(enforce, rules));

    private static EffectivePolicy Policy(Enforce enforce, params SignatureRule[] rules) => Given.Policy(null) with { Signatures = new SignatureRules(new Setting<Enforce>(enforce, null), [.. rules]) };

    private static PackageReading Packages() => new([Given.Package("Foo", "MIT")], []);

    private static ImmutableDictionary<PackageId, PackageSignatures> Signed(PackageSignatures found) => ImmutableDictionary<PackageId, PackageSignatures>.Empty.Add(PackageId.Create("Foo", "1.0.0"), found);
}
