using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>A restored project that depends on the package of an <see cref="AttestedFolder"/> alone, with a policy and a lock file: what <c>supplychain check</c> and <c>verify --lock</c> are run over.</summary>
internal sealed class AttestedProject : IDisposable
{
    private readonly Scratch _scratch = new();

    public AttestedProject(byte[] package, byte[]? beside = null)
    {
        Installed = new AttestedFolder(package, beside);
        Write("root.json", CertifiedPackage.Instance.Root().ToJsonString());
        Write("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Lock();
    }

    public AttestedFolder Installed { get; }

    public Scratch Tree => _scratch;

    /// <summary>When it is judged: while the trusted root is young.</summary>
    public DateTimeOffset Now { get; init; } = TestInstance.Now.AddDays(10);

    /// <summary>The members of an identity by which the package of a <see cref="CertifiedPackage"/> was built.</summary>
    public static string Expected => $"\"issuer\": \"{TestInstance.Issuer}\", \"repository\": \"{CertifiedPackage.Repository}\", \"repositoryId\": \"1\"";

    /// <summary>A rule about the package.</summary>
    public static string Rule(string mode, string? identity = null, string more = "") => $$"""{ "packages": "Contoso.*", "mode": "{{mode}}", "identities": [ { {{identity ?? Expected}} } ]{{more}} }""";

    public AttestedProject Write(string name, string content)
    {
        _scratch.Write(name, Encoding.UTF8.GetBytes(content));
        return this;
    }

    /// <summary>A policy with these rules, or without the section.</summary>
    public AttestedProject Policy(string? rules, string more = "") => Write("supplychain.json",
        $$"""{ "version": 1, "trust": { "root": "root.json" }{{(rules is null ? "" : $$""", "provenance": { "rules": [ {{rules}} ]{{more}} }""")}} }""");

    /// <summary>Has the lock file state what lies in the packages folder now.</summary>
    public AttestedProject Lock()
    {
        var hash = Installed.Graph.Packages.Single(p => p.Id == AttestedFolder.Widgets).ContentHash!;
        Write("packages.lock.json", $$"""
            { "version": 1, "dependencies": { "net10.0": { "Contoso.Widgets": { "type": "Direct", "requested": "[1.2.3, )", "resolved": "1.2.3", "contentHash": "{{hash.Base64}}" } } } }
            """);
        var assets = JsonNode.Parse($$"""
            {
              "version": 4,
              "targets": { "net10.0": { "Contoso.Widgets/1.2.3": { "type": "package" } } },
              "libraries": { "Contoso.Widgets/1.2.3": { "type": "package", "sha512": "{{hash.Base64}}", "path": "contoso.widgets/1.2.3", "files": [] } },
              "projectFileDependencyGroups": { "net10.0": [ "Contoso.Widgets >= 1.2.3" ] },
              "packageFolders": {},
              "project": {
                "version": "1.0.0",
                "restore": {
                  "projectUniqueName": "App.csproj", "projectName": "App", "projectStyle": "PackageReference", "sources": {},
                  "frameworks": { "net10.0": { "framework": "net10.0", "targetAlias": "net10.0", "projectReferences": {} } },
                  "restoreLockProperties": { "restorePackagesWithLockFile": "true" }
                },
                "frameworks": { "net10.0": { "framework": "net10.0", "targetAlias": "net10.0", "dependencies": { "Contoso.Widgets": { "target": "Package", "version": "[1.2.3, )" } } } }
              }
            }
            """)!.AsObject();
        assets["packageFolders"] = new JsonObject { [Installed.Folder] = new JsonObject() };
        assets.Restore()["projectPath"] = _scratch.At("App.csproj");
        return Write("obj/project.assets.json", assets.ToJsonString());
    }

    /// <summary>What <c>supplychain check</c> runs.</summary>
    public CheckReport Check(PolicyLoad? policy = null) => DependencyCheck.Run(
        new CheckRequest
        {
            ProjectFile = _scratch.At("App.csproj"),
            AssetsFile = _scratch.At("obj", "project.assets.json"),
            LockFile = _scratch.At("packages.lock.json"),
            Policy = policy,
            Now = Now,
        }, default);

    /// <summary>What <c>supplychain verify --lock</c> runs.</summary>
    public LockedPackage Verify() => LockVerification.Run(_scratch.At("packages.lock.json"), Installed.Folder, [], Now, default).Packages.Single();

    /// <summary>The outcome about the package with the codes of its findings, as tables have it: <c>refused: SCSDK5014</c>. What is kept for later is left out: a table says who of whom.</summary>
    public string Outcome()
    {
        var verified = Verify();
        var report = Check();
        var codes = report.Findings.Where(f => f.Package == AttestedFolder.Widgets && f.Severity != Severity.Information && f.Code.Id.StartsWith("SCSDK5", StringComparison.Ordinal)).Select(f => f.Code.Id).ToArray();
        var words = verified.Judgment is { Outcome: ProvenanceOutcome.NotExpected } ? "signed by X, not expected" : verified.Words;
        return codes.Length == 0 ? words : $"{words}: {string.Join(", ", codes)}";
    }

    public void Dispose()
    {
        Installed.Dispose();
        _scratch.Dispose();
    }
}
