using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using SupplyChainSdk.Rebuild;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sbom;
using SupplyChainSdk.SignedSource;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tasks;
using SupplyChainSdk.Tests;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>The example on the page of each code is what the product says, word for word; only line breaks and the folders of a machine differ.</summary>
[TestClass]
public sealed partial class DiagnosticPagesTests
{
    private const string Folder = "/src/";
    private const string Workflow = "https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/v1.2.3";
    private const string Project = "/src/Contoso.Widgets.csproj";
    private const string Lock = "packages.lock.json";
    private const string File1 = "Contoso.Widgets.1.2.3.nupkg";
    private const string Unattested = $"/src/obj/supplychain/unattested/{File1}";

    private static readonly PackageId Widgets = PackageId.Create("Contoso.Widgets", "1.2.3");
    private static readonly PackageId Newtonsoft = PackageId.Create("Newtonsoft.Json", "13.0.4");
    private static readonly PackageId Serilog = PackageId.Create("Serilog", "4.2.0");
    private static readonly Digest One = Digest.Sha256Of("one"u8);
    private static readonly Digest Another = Digest.Sha256Of("another"u8);
    private static readonly LockFile Locked = new(Lock, 1, [], One, default, ImmutableDictionary<PackageId, LockedHash>.Empty);

    private static readonly RebuildSource Rebuilt = new(
        "https://github.com/contoso/widget", "4f1c2a9be0d7" + new string('0', 28), SourceWitness.Certificate, SourceWitness.Certificate, "https://github.com/contoso/widget", IsNamed: false);

    // Of each code what makes its finding in the product, given what a reader can recognise.
    private static Dictionary<string, Func<Finding[]>> Examples { get; } = new(StringComparer.Ordinal)
    {
        ["SCSDK1001"] = () => Parsed("{ \"version\": 1,\n  \"lock\": {\n    \"enforce\""),
        ["SCSDK1002"] = () => Parsed("{\n  \"version\": 1,\n  \"licenses\": {\n    \"deny\": [\"copyleft-strong\", \"GPL-3.0-onyl\"], \"unknown\": \"warning\",\n    \"allow\": [\"MIT\", \"Apache 2.0\"]\n  }\n}"),
        ["SCSDK1003"] = () => Parsed("{\n  \"version\": 1,\n  \"advisories\": { \"enforce\": \"error\" }\n}"),
        ["SCSDK1004"] = () => [PolicyFindings.OutsideRoot(new("src/App/supplychain.json", 3, 14), "src/App/supplychain.json", "\"extends\""), PolicyFindings.BaselineOutsideRoot(new("supplychain.json", 5, 31), "publishers.json"),
            PolicyFindings.NamedFileOutsideRoot(new("supplychain.json", 7, 19), "keys", "keys/contoso.pub")],
        ["SCSDK1005"] = () => [PolicyFindings.NotDelegated(new("src/App/supplychain.json", 5, 7), "licenses.exceptions", "Bar", "supplychain.json"),
            PolicyFindings.TrustedRootNotOuter(new("src/App/supplychain.json", 3, 22), "src/App/trusted_root.json", "supplychain.json", null),
            PolicyFindings.TrustedRootNotOfRepository(new("supplychain.json", 4, 7), "supplychain.json", "contoso.json", "trusted_root.json")],
        ["SCSDK1006"] = () => [PolicyFindings.NoPolicy(Project)],
        ["SCSDK1007"] = () => [InputFindings.ClockBeforeCommit(new(2024, 1, 1, 0, 0, 0, default), new GitCommit(Folder, "4f1c2a9be0d7" + new string('0', 28), new(2026, 11, 21, 9, 30, 12, default), null, false))],
        ["SCSDK1008"] = () => [InputFindings.ProjectNotJudged("Legacy/Legacy.csproj", "Legacy/Legacy.csproj", WithFile("Legacy.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />", "packages.config", ProjectKind.WhyNot)!)],
        ["SCSDK1009"] = () => [Raised("SupplyChainSdk.Common.targets", Codes.MSBuildTooOld, ("MSBuildVersion", "17.14.10"))],
        ["SCSDK1010"] = () => [TaskFindings.SwitchedOff(Project)],
        ["SCSDK1011"] = () => [TaskFindings.Suppressed(Project, ["SCSDK3001"], isCI: true)],
        ["SCSDK1012"] = () => [IntegrityFindings.PackageSetsProperties(PackageId.Create("Foo.Build", "1.4.0"), "build/Foo.Build.props", ["SupplyChainEnabled"], new(Lock, 23, 7))],
        ["SCSDK1013"] = () => [PackFindings.Leaks(Project, "net10.0")],
        ["SCSDK1014"] = () => [InputFindings.AssetsUnreadable("obj/project.assets.json", BadInput.At(new("obj/project.assets.json"), FailedRestore()))],
        ["SCSDK1015"] = () => [TaskFindings.CouldNotDecide("GenerateSbom", BadNuspec(), Project)],
        ["SCSDK1016"] = () => [PackNuGet.Check(Project, new Version(7, 0, 1))!],
        ["SCSDK1017"] = () => [InputFindings.SourceDateInvalid("2026-01-01")],
        ["SCSDK1018"] = () => [PackWithoutGit()],
        ["SCSDK1019"] = () => [OutputFindings.Unwritable("/src/bin/Release/Contoso.Widgets.1.2.3.cdx.json", "No space left on device")],
        ["SCSDK1020"] = () => [LicenseFindings.UnusedException(Severity.Warning, Exception("[1.0.0, 2.0.0)", new(2027, 3, 1)), isInGraph: true),
            .. ProvenanceFindings.UnusedRules([new ProvenanceRule(new PackagePattern("Contosso.*"), ProvenanceMode.Require, new("supplychain.json", 6, 7))])],
        ["SCSDK1021"] = () => [.. Signer("keys")],
        ["SCSDK1023"] = () => [PolicyFindings.EntryExpired("licenses.clarify", new PackageSelector("Foo", null), new(2026, 10, 31), new("supplychain.json", 11, 7))],
        ["SCSDK1025"] = () => [PolicyFindings.NamedFileUnusable(new("supplychain.json", 7, 19), "keys", "keys/contoso.pub", "It is not there.")],
        ["SCSDK1024"] = () => [PolicyFindings.Loosened("\"lock.enforce\" is warning here and error there", "lock.enforce", "origin/main", new("supplychain.json", 4, 24))],
        ["SCSDK2001"] = () => [LockFindings.Missing(Severity.Warning, Lock, isCI: false)],
        ["SCSDK2002"] = () => [LockFindings.Unreadable(Severity.Error, Lock, BadInput.At(new(Lock, 12, 7), BadLock()))],
        ["SCSDK2003"] = () => [IntegrityFindings.HashMismatch(Severity.Error, Facts(1), new LockedHash(Hash(2), new(Lock, 41, 7)))],
        ["SCSDK2004"] = () => [LockFindings.Differs(Severity.Error, new LockDifference(LockDifferenceKind.OtherVersion, Newtonsoft.Id, Newtonsoft, null,
            new LockEntry(Newtonsoft.Id, LockEntryKind.Direct, null, PackageId.Create(Newtonsoft.Id, "13.0.3"), null, [], new(Lock, 5, 7)), ["net10.0"]), Locked, PackagePaths.Of(Given.Graph()))],
        ["SCSDK2005"] = () => [LockFindings.NotCommitted(Severity.Error, Locked, CommittedState.Differs)],
        ["SCSDK2006"] = () => [LockFindings.NotDecidable(Severity.Error, Locked, "the folder is in no git repository")],
        ["SCSDK2007"] = () => [Unread(null)],
        ["SCSDK2008"] = () => [Unread(RawZip.Write(RawZip.Package())[..^30])],
        ["SCSDK2009"] = () => [IntegrityFindings.Unread(Severity.Error, new PackageFailure(Resolved(Serilog), PackageProblem.Unreadable, ArchiveOf(Serilog), "Permission denied"), new(Lock, 18, 7))],
        ["SCSDK2010"] = () => [IntegrityFindings.IdsDifferInCase(Severity.Error, Newtonsoft, PackageId.Create("newtonsoft.json", "13.0.4"), new(Project))],
        ["SCSDK2013"] = () => [CompilerInputFindings.NotVouchedFor(Severity.Error, Project, CompilerInputKind.Reference, [$"{Folder}obj/tools/Helper.dll"], "it lies where the build writes"),
            CompilerInputFindings.NotAcceptedInCI(Project, CompilerInputKind.Reference, [$"{Folder}lib/Helper.dll"], "it is not committed")],
        ["SCSDK2014"] = () => [CompilerInputFindings.NotOfPackage(Severity.Error, Newtonsoft, new(Lock, 41, 7), Project, [(CompilerInputKind.Reference, "lib/net6.0/Newtonsoft.Json.dll")],
            "its content is not that of the package", Path.GetDirectoryName(ArchiveOf(Newtonsoft))!)],
        ["SCSDK2015"] = () => [ToolLockFindings.Missing(Severity.Warning, ToolLock.FileName, [BuildTool(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "1.0.0"), BuildTool(ToolLockKind.Tool, "contoso.tool", "2.1.0")])],
        ["SCSDK2016"] = () => [ToolLockFindings.Unreadable(Severity.Error, ToolLock.FileName, Thrown(() => ToolLock.Parse(
            Encoding.UTF8.GetBytes($"{{\n  \"version\": 1,\n  \"msbuildSdks\": {{\n    \"Contoso.Sdk/1.0.0\": \"{Hash(1)}\",\n    \"Contoso.Sdk/1.0.0\": \"{Hash(1)}\" }} }}"), ToolLock.FileName)))],
        ["SCSDK2017"] = () => [ToolLockFindings.OtherBytes(Severity.Error, BuildTool(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "1.0.0"),
            new PackageFacts(Resolved(PackageId.Create("Contoso.Sdk", "1.0.0")), ArchiveOf(PackageId.Create("Contoso.Sdk", "1.0.0")), ContentHash.Parse(Assets.HashC), One, false, Given.Nuspec(null)),
            new ToolLockEntry(ToolLockKind.MSBuildSdk, PackageId.Create("Contoso.Sdk", "1.0.0"), null, ContentHash.Parse(Assets.HashB), new(ToolLock.FileName, 4, 5)))],
        ["SCSDK2018"] = () => [SourceFindings.Differs(Severity.Error, Newtonsoft, new ExpectedHash(Hash(2), new(Lock, 41, 7), true),
            new SourceAnswer(Newtonsoft, new AskedSource("nuget.org", true), SourceAnswerKind.Served, Hash(1)))],
        ["SCSDK2019"] = () => [SourceFindings.NotAsked(Severity.Error, "contoso", "https://packages.contoso.example/v3/index.json answers 401: it wants credentials, or does not want these",
            [Newtonsoft, Serilog], new("nuget.config"))],
        ["SCSDK2020"] = () => [SourceFindings.Ambiguous([(PackageId.Create("Contoso.Base", "2.0.0"), ["contoso", "nuget.org"])],
            ImmutableSortedDictionary<PackageId, string>.Empty.Add(PackageId.Create("Contoso.Base", "2.0.0"), "contoso").Add(Newtonsoft, "nuget.org").Add(Serilog, "nuget.org"),
            ["nuget.org", "contoso"], new("nuget.config"))],
        ["SCSDK2011"] = () => Extracted(new("lib/net6.0/Newtonsoft.Json.dll", ExtractedProblem.Differs)),
        ["SCSDK2012"] = () => Extracted(new("build/Newtonsoft.Json.targets", ExtractedProblem.Extra)),
        ["SCSDK2025"] = () => Extracted(null),
        ["SCSDK2026"] = () => [ImportFindings.NotCompared(Severity.Error, Project, new("/src/obj/Contoso.Widgets.csproj.nuget.g.targets", 4, 6), ["/tmp/cache/contoso.build/1.0.0/build/Contoso.Build.targets"])],
        ["SCSDK2021"] = () => [SignatureFindings.Missing(Severity.Error, Facts(1), PackageSignatures.None, "author", "\"requireAuthor\" for \"Newtonsoft.*\"", Signers)],
        ["SCSDK2022"] = () => [SignatureFindings.OtherSigner(Severity.Error, Facts(1), "author", JsonNet, Signers with { Fingerprints = [One] })],
        ["SCSDK2023"] = () => [SignatureFindings.Invalid(Severity.Error, Facts(1), new(new(JsonNet with { Subject = "CN=Mallory" },
            ["NU3018: The author primary signature's signing certificate is not trusted by the trust provider"]), null, []), Signers)],
        ["SCSDK2024"] = () => [CompilerInputFindings.NotKnown(Severity.Error, Project, "there is no record of it (obj/Release/net10.0/Contoso.Widgets.csproj.SupplyChain.txt)")],
        ["SCSDK3001"] = () => Licensed(Given.Rules("copyleft-strong"), Given.Package("Foo", new NuspecLicense(true, "License.md")) with { LicenseFile = new PackageLicenseFile("Ask us for a license."u8.ToArray(), Digest.Sha256Of("Ask us for a license."u8), null) }),
        ["SCSDK3002"] = () => Licensed(Given.Rules("copyleft-strong"), Given.Package("Foo", "GPL-2.0+")),
        ["SCSDK3003"] = () => Licensed(Given.Rules("copyleft-strong"), Given.Package("Foo", "MIT OR Apache2.0")),
        ["SCSDK3004"] = () => Licensed(Given.Rules() with { Allow = [Given.Item("MIT")] }, Given.Package("Foo", "MIT AND Zlib")),
        ["SCSDK3005"] = () => Licensed(Given.Rules("copyleft-strong") with { Exceptions = [Given.Exception("Foo")] }, Given.Package("Foo", "GPL-3.0-only"))[1..],
        ["SCSDK5001"] = () => [PublisherFindings.NoBaseline(Severity.Warning, "publishers.json")],
        ["SCSDK5002"] = () => [PublisherFindings.Changed(Severity.Warning, Newtonsoft, Remembered.ChangesTo(Remembered with { Owners = ["dotnetfoundation", "mallory"] }), Entry)],
        ["SCSDK5003"] = () => [PublisherFindings.SignatureChanged(Severity.Warning, Newtonsoft, Remembered.ChangesTo(Remembered with { Author = null }), [], Entry)],
        ["SCSDK5004"] = () => [PublisherFindings.Expired(Severity.Warning, Newtonsoft, new(2026, 10, 31), Entry with { Comment = "one maintainer left" })],
        ["SCSDK5005"] = () => [PublisherFindings.Unused(Severity.Warning, Entry)],
        ["SCSDK5006"] = () => [PublisherFindings.New(Severity.Warning, new(Newtonsoft, true, Remembered), new("publishers.json"))],
        ["SCSDK5007"] = () => [PackageStatusFindings.Unlisted(Severity.Warning, Newtonsoft, new("nuget.org", false, null, null), PublisherSection)],
        ["SCSDK5008"] = () => [PackageStatusFindings.Deprecated(Severity.Warning, Newtonsoft, new("nuget.org", true, null,
            "'Legacy', 'Use the one of the platform'; its publisher names 'System.Text.Json' instead"), PublisherSection)],
        ["SCSDK5009"] = () => [PackageStatusFindings.Withdrawn(Severity.Warning, new(Newtonsoft, ["nuget.org", "internal"], [], []), PublisherSection)],
        ["SCSDK5010"] = () => [PackageStatusFindings.TooNew(Severity.Warning, Newtonsoft, new(2026, 11, 19, 8, 0, 0, default), new(2026, 11, 21, 9, 0, 0, default), new(14, new("supplychain.json", 10, 23)))],
        ["SCSDK5011"] = () => [PublisherFindings.NotAsked(new("publishers.json"))],
        ["SCSDK5012"] = () => [ProvenanceFindings.Missing(Severity.Error, Facts(1), BuiltBy(), AttestationFacts.None())],
        ["SCSDK5013"] = () => Built("contoso-evil", BuiltBy(ownerId: "7890")),
        ["SCSDK5014"] = () => [ProvenanceFindings.Refused(ProvenanceJudgment.Judge(null, Newtonsoft, AttestationFacts.None() with
        {
            Refused = [new RefusedAttestation("the package differs from the attested one (SCSDK8004)", "inside")],
        }, default, []), new(Lock, 41, 7))],
        ["SCSDK5015"] = () => Built("contoso", BuiltBy() with { Level = 2 }),
        ["SCSDK5016"] = () => [ProvenanceFindings.NoTrustedRoot(Severity.Error, 2, "trusted_root.json is older than 365 days, which the policy allows in \"trust.maxAge\". Get a newer one.", new("supplychain.json", 4, 66))],
        ["SCSDK5017"] = () => Built("contoso", BuiltBy() with { Reproduced = Rebuilders }, Said("8f14e45fceea167a5a36dedd4bea2543", true)),
        ["SCSDK5018"] = () => Built("contoso", BuiltBy() with { Reproduced = Rebuilders }, Said("9f8e7d6c5b4a39281706f5e4d3c2b1a0", false)),
        ["SCSDK5020"] = () => [PublisherFindings.AttestationLost(Severity.Error, Newtonsoft, new AttestationMemory([BuiltHere]).ChangesTo(new AttestationMemory([])), [], Entry)],
        ["SCSDK5021"] = () => [PublisherFindings.BuilderChanged(Severity.Warning, Newtonsoft, new AttestationMemory([BuiltHere]).ChangesTo(new AttestationMemory([BuiltHere with { RepositoryId = "987654" }])), Entry)],
        ["SCSDK5022"] = () => [PublisherFindings.WorkflowChanged(Severity.Warning, Newtonsoft, new AttestationMemory([BuiltHere]).ChangesTo(new AttestationMemory([BuiltHere with
        {
            Workflow = ".github/workflows/nightly.yml",
            Identity = BuiltHere.Identity!.Replace("release", "nightly", StringComparison.Ordinal),
        }])), Entry)],
        ["SCSDK5024"] = () => [SignedSourceFindings.TagNotSigned(Severity.Error, Rebuilt.Commit, SourceSignature.No("v1.2.3: it is signed by the SSH key SHA256:Zk5Jccob8XJzRYzOLAKgAbmF461VHT+bZnaiNcnGgBY, which allowed_signers does not name, or not for then"), new("supplychain.json", 4, 31))],
        ["SCSDK5025"] = () => [SignedSourceFindings.CommitNotSigned(Severity.Error, Rebuilt.Commit, SourceSignature.No("it is not signed"), new("supplychain.json", 4, 31))],
        ["SCSDK5026"] = () => [SignedSourceFindings.NotDecided(Severity.Error, "tag", "There is no ssh-keygen program on the PATH, with which git verifies", new("supplychain.json", 4, 31))],
        ["SCSDK5027"] = () => [SignedSourceFindings.SignersUnusable("keys/allowed_signers", "It names nobody.", new("supplychain.json", 4, 54))],
        ["SCSDK5023"] = () => [ProvenanceFindings.ClaimedSourceDiffers(Facts(1) with { Nuspec = Given.Nuspec(null) with { Repository = new("git", "https://github.com/JamesNK/Newtonsoft.Json", null, null) } },
            new AttestationFacts([], [new AttestedBuild(AttestationSigner.OfIdentity(new CertifiedSigner(Workflow, BuiltHere.Issuer!) { Repository = BuiltHere.Repository }), new ClaimedBuild(Provenance.PredicateType, null, null), new CheckedBuild(PackageLayer.AsBuilt), "inside")]), new(Lock, 41, 7))!],
        ["SCSDK6001"] = () => [.. SbomFormat.Read("CycloneDX-1.6;SPDX-2.2").Findings],
        ["SCSDK6002"] = () => [SbomFindings.NotInPackage(Widgets, SbomFormat.CycloneDx16, new("Contoso.Widgets.nuspec"))],
        ["SCSDK6003"] = () => [SbomFindings.Failed(Widgets, SbomWithout(Newtonsoft))],
        ["SCSDK7001"] = () => [SignerChoice.Decide("auto", "", NoCI, isPublic: false).Finding!],
        ["SCSDK7002"] = () => [SignerChoice.Decide("auto", "", CIEnvironment.Read(name => name == "GITHUB_REF_TYPE" ? "tag" : null), isPublic: false).Finding!],
        ["SCSDK7003"] = () => [.. Signer("key", RSA.Create(2048).ExportPkcs8PrivateKeyPem())],
        ["SCSDK7004"] = () => [.. Signer("key", ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfoPem())],
        ["SCSDK7005"] = () => [.. Signer("key", ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportEncryptedPkcs8PrivateKeyPem("right", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)))],
        ["SCSDK7006"] = () => [SigningFindings.KeyReadableByOthers("release.key", isCI: true)],
        ["SCSDK7007"] = () => [PackFindings.Changed($"/src/bin/Release/{File1}", One.Hex, Another.Hex), PackFindings.MovedAside(File1, Unattested, Project)],
        ["SCSDK7008"] = () => [PackFindings.MovedAside(File1, Unattested, Project, SigningFindings.GatesFailed(File1))],
        ["SCSDK7009"] = () => [.. Signer("keyless")],
        ["SCSDK7010"] = () => [SigningFindings.AlreadySigned(File1), PackFindings.MovedAside(File1, Unattested, Project)],
        ["SCSDK7011"] = () => [Raised("SupplyChainSdk.Pack.targets", Codes.AttestingSwitchedOff, ("PackageId", "Contoso.Widgets"), ("PackageVersion", "1.2.3"))],
        ["SCSDK7012"] = () => [FileAttestationFindings.Differs($"{File1}.intoto.unsigned.json", File1, $"its sha256 is {Printable.Short(One.Hex)}, and the file's is {Printable.Short(Another.Hex)}")],
        ["SCSDK7013"] = () => [FileAttestationFindings.AlreadyAttested(new AttestTarget(File1, File1, [], null), isInside: true, $"{File1}.sigstore.json",
            $"The bundle says that another key signed: it names sha256:{One.Hex}, expected was sha256:{Another.Hex}.")],
        ["SCSDK7014"] = () => [FileAttestationFindings.NoStatement(File1, $"{File1}.intoto.unsigned.json")],
        ["SCSDK7015"] = () => [KeylessFindings.Of(new(SigningFailure.ServiceUnavailable, "The certificate authority (Fulcio) fulcio.sigstore.dev answered 503 after 4 tries (no proxy)."), isCommandLine: false)],
        ["SCSDK7016"] = () => [KeylessFindings.Of(new(SigningFailure.CertificateUntrusted, "The trusted root has no authority for this certificate."), isCommandLine: false)],
        ["SCSDK7017"] = () => [.. Signer("keyless", signingConfig: "/none/signing_config.json")],
        ["SCSDK7018"] = () => [KeylessFindings.NotTheCertifiedBuild("the working tree has changes that are not in commit 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432 ('src/Version.g.cs')")],
        ["SCSDK7019"] = () => [KeylessFindings.PrivateNameLogged("contoso/widget", isCommandLine: false)],
        ["SCSDK8001"] = () => [VerificationFindings.NoAttestation(File1, store: null)],
        ["SCSDK8002"] = () => [VerificationFindings.BundleMalformed($"{File1}.sigstore.json", Thrown(() => Bundle.Parse("{ \"mediaType\": 1 }"u8.ToArray())).Message)],
        ["SCSDK8003"] = () => [VerificationFindings.SignatureInvalid($"{File1}.sigstore.json", $"The bundle says that another key signed: it names sha256:{One.Hex}, expected was sha256:{Another.Hex}.")],
        ["SCSDK8004"] = () => [VerificationFindings.SubjectMismatch(File1, One, [Another])],
        ["SCSDK8005"] = () => [VerificationFindings.OnlyUnsigned(File1, $"{File1}.intoto.unsigned.json")],
        ["SCSDK8006"] = () => [Verified(s => s["_type"] = "https://in-toto.io/Statement/v2")],
        ["SCSDK8007"] = () => [VerificationFindings.PackageMalformed(File1, Thrown(() => PackageLayers.Read(new MemoryStream(
            RawZip.Write([.. RawZip.Package(), new RawEntry("lib/net10.0/Contoso.Widgets.dll", "a"), new RawEntry("lib/net10.0/contoso.widgets.dll", "b")])))).Message)],
        ["SCSDK8008"] = () => [VerificationFindings.SbomDiffers(File1, "Contoso.Widgets.1.2.3.cdx.json", One, Another)],
        ["SCSDK8009"] = () => [VerificationFindings.NoExpectation(File1, "", []), VerificationFindings.NoExpectation(File1, new ExpectedSigner { Identity = Workflow }.Unclear()!, [new(Workflow, "https://token.actions.githubusercontent.com")])],
        ["SCSDK8010"] = () => [VerificationFindings.Unopened(File1, new PackageFormatException(PackageDefect.Zip64, ""))],
        ["SCSDK8011"] = () => [Verified(s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Widgets@1.2.4")],
        ["SCSDK8012"] = () => [VerificationFindings.Unreadable("Contoso.Widgets.1.2.4.nupkg", new FileNotFoundException())],
        ["SCSDK8013"] = () => [VerificationFindings.SourceUnusable("--bundle", Thrown(() => WebAddress.ParseBase("http://example.com/attestations/")).Message)],
        ["SCSDK8014"] = () => [VerificationFindings.Extracted("contoso.widgets.1.2.3.nupkg", new ExtractedDifference("lib/net10.0/Contoso.Widgets.dll", ExtractedProblem.Differs))],
        ["SCSDK8015"] = () => [VerificationFindings.NotServed(Widgets, FeedSource.Create("nuget.org", "https://api.nuget.org/v3/index.json", null), TimeSpan.FromMinutes(15))],
        ["SCSDK8016"] = () => [VerificationFindings.Release(File1, new ReleaseComparison(File1, false, false, SignatureChange.Added, new(One, One), new(Another, Another)))!],
        ["SCSDK8017"] = () => [Certified(e => e with { Identity = TestInstance.Identity.Replace("v1", "v2", StringComparison.Ordinal) })],
        ["SCSDK8018"] = () => [Certified(e => e with { TrustedRoot = e.TrustedRoot!.Replace(CertifiedPackage.RootName, "other-root.json", StringComparison.Ordinal) })],
        ["SCSDK8019"] = () => [Certified(e => e, s => s.IsLogged = false)],
        ["SCSDK8020"] = () => [Certified(e => e, s => s.Claims[13] = "720da5" + new string('0', 30) + "a5ed")],
        ["SCSDK8021"] = () => [CertificateFindings.TrustedRootUnread("contoso-root.json", new FileNotFoundException())],
        ["SCSDK8022"] = () => [CertificateFindings.TriggerNotAllowed($"{File1}.sigstore.json", "pull_request_target"), CertificateFindings.RunnerNotAllowed($"{File1}.sigstore.json", "self-hosted")],
        ["SCSDK8023"] = () => [RebuildFindings.Differs(File1, Rebuilt, OtherPackage())],
        ["SCSDK8024"] = () => [RebuildFindings.NotAllowed(File1, Rebuilt, "10.0.401")],
        ["SCSDK8025"] = () => [RebuildFindings.Unknown(File1, "it was built with changes that are in no commit"), RebuildFindings.TreeUnknown("src/Contoso.Widgets.csproj", "the working tree is not that of the commit: src/Widget.cs")],
        ["SCSDK8026"] = () => [RebuildFindings.NotFetched(File1, Rebuilt, "git fetch says: fatal: remote error: upload-pack: not our ref 4f1c2a9be0d70000000000000000000000000000")],
        ["SCSDK8027"] = () => [RebuildFindings.NoSdk(File1, "10.0.401", ["10.0.100", "9.0.308"])],
        ["SCSDK8028"] = () => [RebuildFindings.Failed(File1, "dotnet restore --locked-mode", "ended with exit code 1: error NU1101: Unable to find package Contoso.Internal")],
        ["SCSDK8029"] = () => [RebuildFindings.NotReproducible("src/Contoso.Widgets.csproj", "4f1c2a9be0d7" + new string('0', 28), OtherPackage(), File1)],
        ["SCSDK8030"] = () => [TrustFindings.Of(Fetched, new TufException(TufFailure.Expired, "timestamp.json version 412 expired at 2026-11-14T09:00:00Z and there is none newer: the repository is not kept up, or newer metadata is withheld."))],
        ["SCSDK8031"] = () => [TrustFindings.Of(Fetched, new TufException(TufFailure.Unreachable, "'timestamp.json' cannot be fetched from tuf-repo-cdn.sigstore.dev: the answer is 503."))],
        ["SCSDK8033"] = () => [VerificationFindings.NoProvenance(File1, $"{File1}.sigstore.jsonl", "https://cyclonedx.org/bom")],
        ["SCSDK8040"] = () => [CertificateFindings.TrustedRootOld(new(TrustedRoot.PublicGood, TrustedRootOrigin.Embedded, null, null))],
        ["SCSDK8032"] = () => [TrustFindings.StoreUnusable(Fetched.Unusable(new TufException(TufFailure.HashMismatch, "The target 'trusted_root.json' has another sha256 than listed.")))],
    };

    private static TrustStore Fetched => new(TrustInstance.PublicGood, "/home/me/.cache/SupplyChainSdk/trust-1/sigstore.dev");

    private static SignatureRule Signers => new(new("Newtonsoft.*"), true, false, [], [], new("supplychain.json", 6, 14));

    private static SignerCertificate JsonNet => new("CN=Json.NET (.NET Foundation), O=Json.NET (.NET Foundation), L=Redmond, S=Washington, C=US",
        Digest.Parse("sha256", "db1bd14ac8a4fa504adef36d1ead72a14e3f61e937d80bf09dc27473c8682083"));

    private static Publisher Remembered => new(JsonNet, "https://api.nuget.org/v3/index.json", ["dotnetfoundation", "jamesnk"], "https://github.com/JamesNK/Newtonsoft.Json", null)
    {
        RepositoryCertificate = new("CN=NuGet.org Repository by Microsoft", NuGetOrg.Certificates[^1]),
    };

    private static PublisherEntry Entry => new(Newtonsoft.Id, Remembered, null, null, new("publishers.json", 14, 5));

    private static RememberedBuilder BuiltHere => new()
    {
        Identity = "https://github.com/contoso/widget/.github/workflows/release.yml",
        Issuer = "https://token.actions.githubusercontent.com",
        Repository = "https://github.com/contoso/widget",
        RepositoryId = "123456",
        OwnerId = "7890",
        Workflow = ".github/workflows/release.yml",
    };

    private static Location PublisherSection => new("supplychain.json", 9, 17);

    private static CIEnvironment NoCI => CIEnvironment.Read(_ => null);

    public static IEnumerable<object[]> AllCodes => Codes.All.Select(c => new object[] { c.Id });

    [TestMethod]
    [DynamicData(nameof(AllCodes))]
    public void The_example_is_what_the_product_says(string code)
    {
        var findings = Examples[code]();
        Assert.AreEqual(code, findings[0].Code.Id);
        var shown = Plain(Shown(code));
        // The build and the tool show a place each in its own way.
        var byBuild = Plain(string.Join('\n', findings.Select(f => $"{Place(f.Location ?? new(Project), " ")}{Word(f.Severity)} {f.Code}: {f.Message}")));
        var byTool = Plain(string.Join('\n', findings.Select(f => $"{(f.Location is { } at ? Place(at, "") : "")}{Word(f.Severity)} {f.Code}: {f.Message}")));
        if (shown != byTool)
            Assert.AreEqual(byBuild, shown);
    }

    // The fenced block of the example that shows the code, without the command that was run.
    private static string Shown(string code)
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "diagnostics", $"{code}.md")).ReplaceLineEndings("\n").Split("\n## Example\n")[1];
        var block = Fence().Matches(page).Select(m => m.Groups[1].Value).First(b => b.Contains($" {code}: ", StringComparison.Ordinal));
        return string.Join('\n', block.Split('\n').Where(line => !line.StartsWith("$ ", StringComparison.Ordinal)));
    }

    private static string Plain(string text) => Space().Replace(text.Replace(Folder, "", StringComparison.Ordinal), " ").Trim();

    // As MSBuild's console and the tool's print a place, from the folder of the project.
    private static string Place(Location at, string beforeColon)
    {
        var file = at.File.Replace("/repo/App/", "", StringComparison.Ordinal);
        return at.Line == 0 ? $"{file}{beforeColon}: " : $"{file}({at.Line},{at.Column}): ";
    }

    private static string Word(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };

    private static Finding[] Parsed(string policy) => [.. PolicyFile.Parse("supplychain.json", Encoding.UTF8.GetBytes(policy), "supplychain.json").Findings];

    private static Finding[] Licensed(LicenseRules rules, PackageFacts package) => [.. LicenseGate.Check(
        Given.Graph(Given.Node("Bar", dependencies: ["Foo"]), Given.Node("Foo", kind: DependencyKind.Transitive)),
        new PackageReading([Given.Package("Bar", "MIT"), package], []), Given.Policy(rules), new DateOnly(2027, 3, 2)).Findings];

    private static LicenseExceptionEntry Exception(string versions, DateOnly expires) =>
        new(new PackageSelector("Bar", versions), null, "r", "legal", expires, new("supplychain.json", 14, 7));

    private static ImmutableArray<Finding> Signer(string signer, string? key = null, string signingConfig = "") => SignerSetup.Check(new SignerRequest
    {
        Signer = signer,
        SigningKey = key is null ? "" : "env:RELEASE_KEY",
        PassphraseVariable = key?.Contains("ENCRYPTED", StringComparison.Ordinal) == true ? "RELEASE_PASSPHRASE" : "",
        CI = NoCI,
        Variable = name => name == "RELEASE_KEY" ? key : "wrong",
        Keyless = new KeylessSession(name => name == "GITHUB_ACTIONS" ? "true" : null, "", signingConfig),
    });

    private static Finding Verified(Action<JsonNode> change)
    {
        using var package = new AttestedPackage(new Recipe { Statement = change });
        return package.Verify().Refusal!;
    }

    private static Finding Certified(Func<ExpectedSigner, ExpectedSigner> expect, Action<TestSigning>? sign = null)
    {
        using var package = new CertifiedPackage(sign: sign);
        var refusal = package.Verify(expect).Refusal!;
        return Finding.Create(refusal.Code, refusal.Severity, refusal.Message.Replace($"{package.Folder}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal), "");
    }

    private static Finding PackWithoutGit()
    {
        using var scratch = new Scratch();
        return PackSource.Of(GitSource.Read(scratch.Folder), "", isCI: true).Findings.Single();
    }

    private static Finding Unread(byte[]? archive)
    {
        using var scratch = new Scratch();
        if (archive is not null)
            scratch.Write("serilog/4.2.0/serilog.4.2.0.nupkg", archive);
        var failure = PackageReader.Read(PackageReaderTests.Graph([scratch.Folder], PackageReaderTests.Node(Serilog.Id, Serilog.Version)), default).Failed.Single();
        return IntegrityFindings.Unread(Severity.Error, failure with { Path = ArchiveOf(Serilog), Detail = failure.Detail.Replace(scratch.Folder, "~/.nuget/packages", StringComparison.Ordinal) }, new(Lock, 18, 7));
    }

    private static string SbomWithout(PackageId package)
    {
        using var scratch = new Scratch();
        var graph = PackageReaderTests.Graph([scratch.Folder], PackageReaderTests.Node(package.Id, package.Version));
        var root = SbomRoot.Create(SbomRootKind.Library, Widgets, SbomLicense.Unknown("not of interest"));
        return Thrown(() => SbomDocument.Create(root, graph, PackageReader.Read(graph, default), default, PackSbom.Declared)).Message.Replace(scratch.Folder, "~/.nuget/packages", StringComparison.Ordinal);
    }

    private static string FailedRestore()
    {
        var assets = Assets.Small();
        assets["logs"] = JsonNode.Parse("""[{ "code": "NU1004", "level": "Error", "message": "The packages lock file is inconsistent with the project dependencies." }]""");
        return BadInput.Reason(Thrown(() => Assets.Graph(assets))).TrimEnd('.');
    }

    private static InvalidDataException BadNuspec()
    {
        using var scratch = new Scratch();
        var thrown = Thrown(() => PackOutputs.ReadNuspec(scratch.Write("own.nuspec", "<package>\n"), ""));
        return new InvalidDataException(thrown.Message.Replace(scratch.Folder, "/src", StringComparison.Ordinal));
    }

    private static string BadLock()
    {
        const string Entry = "\"Newtonsoft.Json\": { \"type\": \"Transitive\", \"resolved\": \"13.0.4\" }";
        return BadInput.Reason(Thrown(() => WithFile(Lock, $"{{ \"version\": 1, \"dependencies\": {{ \"net10.0\": {{ {Entry}, {Entry} }} }} }}", "", LockFile.Read)));
    }

    // What the targets say themselves, because no task of ours can run then.
    private static Finding Raised(string targets, DiagnosticCode code, params (string Name, string Value)[] properties)
    {
        var error = XDocument.Load(Path.Combine(TestData.Repository, "build", targets)).Descendants().Single(e => e.Name.LocalName == "Error" && e.Attribute("Code")?.Value == code.Id);
        Assert.AreEqual(code.HelpLink, error.Attribute("HelpLink")?.Value);
        var text = properties.Aggregate(error.Attribute("Text")!.Value, (t, p) => t.Replace($"$({p.Name})", p.Value, StringComparison.Ordinal));
        return Finding.Create(code, Severity.Error, text, "", new(Project));
    }

    private static T WithFile<T>(string name, string content, string beside, Func<string, T> use)
    {
        using var scratch = new Scratch();
        if (beside.Length > 0)
            scratch.Write(beside, "");
        return use(scratch.Write(name, content));
    }

    private static Exception Thrown(Action act) => Assert.Throws<Exception>(act);

    private static ContentHash Hash(byte seed) => ContentHash.Of(SHA512.HashData([seed]));

    private static BuildTool BuildTool(ToolLockKind kind, string id, string version) => new(kind, PackageId.Create(id, version), null, new("global.json", 2, 21));

    private static ResolvedPackage Resolved(PackageId id) => new(id, DependencyKind.Direct, false, null, "", []);

    private static ProvenanceRule BuiltBy(string? ownerId = null) => new(new PackagePattern("Newtonsoft.*"), ProvenanceMode.Require, new("supplychain.json", 9, 9))
    {
        Identities = [new ExpectedBuilder("https://token.actions.githubusercontent.com", new("supplychain.json", 9, 60)) { Repository = "https://github.com/contoso/widget", OwnerId = ownerId }],
    };

    // By a workflow of a repository of that name, on a machine of which nothing is known.
    private static Finding[] Built(string owner, ProvenanceRule rule, params AttestedReproduction[] reproductions)
    {
        var signer = AttestationSigner.OfIdentity(new CertifiedSigner(Workflow.Replace("contoso", owner, StringComparison.Ordinal), "https://token.actions.githubusercontent.com")
        {
            IsWorkload = true,
            Repository = "https://github.com/contoso/widget",
            OwnerId = owner == "contoso" ? "7890" : "4711",
            Commit = "9f8e7d6c5b4a39281706f5e4d3c2b1a0" + "98765432",
        });
        var facts = new AttestationFacts([], [new AttestedBuild(signer, new ClaimedBuild(Provenance.PredicateType, null, null), new CheckedBuild(PackageLayer.AsBuilt), "inside")]) { Reproductions = [.. reproductions] };
        var judged = ProvenanceJudgment.Judge(new ProvenanceRules(new Setting<Enforce>(Enforce.Error, null), [rule], []), Newtonsoft, facts, new(2026, 11, 21, 0, 0, 0, default), []);
        return [judged.Rules[0].Result switch
        {
            RuleResult.NotExpected => ProvenanceFindings.NotExpected(Severity.Error, judged, judged.Rules[0]),
            RuleResult.NotReproduced => ProvenanceFindings.NotReproduced(Severity.Error, Facts(1), judged.Rules[0]),
            RuleResult.Differs => ProvenanceFindings.ReproductionDiffers(Severity.Error, judged, judged.Rules[0]),
            _ => ProvenanceFindings.FallsShort(Severity.Error, judged, judged.Rules[0]),
        }];
    }

    private static ExpectedReproducers Rebuilders => new([], [new ExpectedKey("rebuilder.pub", "rebuilder.pub", new("supplychain.json", 9, 160)) { Fingerprint = One.Hex }], new("supplychain.json", 9, 150));

    private static AttestedReproduction Said(string commit, bool isReproduced) =>
        new(AttestationSigner.OfKey(One.Hex), new ClaimedReproduction(isReproduced, true, commit + "98765432"), PackageLayer.AsBuilt, "newtonsoft.json.13.0.4.nupkg.reproduction.sigstore.json");

    private static PackageFacts Facts(byte seed) => new(Resolved(Newtonsoft), ArchiveOf(Newtonsoft), Hash(seed), Digest.Sha512(new byte[64]), false, Given.Nuspec(null));

    private static Finding[] Extracted(ExtractedDifference? difference)
    {
        var package = Facts(1);
        var record = new ExtractionRecord($"{Path.GetDirectoryName(package.ArchivePath)}/.nupkg.metadata", difference is null ? Hash(2) : package.ContentHash, null);
        return [.. ExtractionFindings.Of(Severity.Error, package, new ExtractedFiles(1, difference is null ? [] : [difference], record, []), new(Lock, 41, 7))];
    }

    private static string ArchiveOf(PackageId id) =>
        $"~/.nuget/packages/{id.Id.ToLowerInvariant()}/{id.Version}/{id.Id.ToLowerInvariant()}.{id.Version}.nupkg";

    [GeneratedRegex("^```[a-z]*\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private static PackageComparison OtherPackage()
    {
        using var scratch = new Scratch();
        using var one = File.OpenRead(scratch.Write("one", RawZip.Write([new RawEntry("lib/net10.0/Contoso.Widgets.dll", "one"), new RawEntry("Contoso.Widgets.nuspec", "<package />")])));
        using var two = File.OpenRead(scratch.Write("two", RawZip.Write([new RawEntry("lib/net10.0/Contoso.Widgets.dll", "two"), new RawEntry("Contoso.Widgets.nuspec", "<package />")])));
        return PackageComparison.Compare(one, two, CancellationToken.None);
    }
}
