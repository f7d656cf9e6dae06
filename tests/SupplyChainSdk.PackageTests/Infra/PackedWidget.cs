namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>
/// A library packed once as on a build server, with everything that a package can bring: several target frameworks, packages, a project
/// reference, an analyzer, a symbol package, an encrypted key. Tests read it, and copy what they change.
/// </summary>
internal static class PackedWidget
{
    public const string Passphrase = "correct horse battery staple";

    private static readonly Lazy<(Consumer Consumer, BuildRun Run)> Packed = new(Pack);

    /// <summary>Variables of a CI system, of which only those that are no secret may stand in a statement.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["GITHUB_ACTIONS"] = "true",
        ["GITHUB_SERVER_URL"] = "https://github.com",
        ["GITHUB_REPOSITORY"] = "contoso/widget",
        ["GITHUB_EVENT_NAME"] = "push",
        ["GITHUB_REF"] = "refs/heads/main",
        ["GITHUB_WORKFLOW_REF"] = "contoso/widget/.github/workflows/release.yml@refs/heads/main",
        ["GITHUB_TOKEN"] = "ghs_secretTokenOfTheTest",
    };

    public static Consumer Consumer => Packed.Value.Consumer;

    public static BuildRun Run => Packed.Value.Run;

    /// <summary>Where the package is.</summary>
    public static string Output => Consumer.PathOf("src", "Widget", "bin", "Release");

    public static string Package => Path.Combine(Output, "Contoso.Widgets.1.2.3-Beta.1.nupkg");

    public static string Symbols => Path.Combine(Output, "Contoso.Widgets.1.2.3-Beta.1.snupkg");

    public static string Bundle => $"{Package}.sigstore.json";

    public static string Sbom => Path.Combine(Output, "Contoso.Widgets.1.2.3-Beta.1.cdx.json");

    public static string PublicKey => Path.Combine(Consumer.Root, "release.pub");

    public static string PrivateKey => Path.Combine(Consumer.Root, "release.key");

    public static void Dispose()
    {
        if (Packed.IsValueCreated)
            Packed.Value.Consumer.Dispose();
    }

    private static (Consumer, BuildRun) Pack()
    {
        var consumer = new Consumer("widgets");
        DotNet.Process("ssh-keygen", consumer.Root, new Dictionary<string, string>(), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "tagger").Succeeds();
        consumer.Write("allowed_signers", $"release@contoso.example {File.ReadAllText(Path.Combine(consumer.Root, "tagger.pub"))}")
            .Write("supplychain.json", """{ "version": 1, "licenses": { "deny": ["AGPL-3.0-only"] }, "source": { "signedTag": "release", "signers": ["allowed_signers"] } }""")
            .Write("src/Widget/helper.dll", "stands for an analyzer")
            .Write("src/Base/Base.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><PackageId>Contoso.Base</PackageId><Version>2.0.0</Version></PropertyGroup>
                  <ItemGroup>{Consumer.Reference}</ItemGroup>
                </Project>
                """)
            .Write("src/Base/Class1.cs", "public class Base { }\n")
            .Write("src/Widget/Widget.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>
                    <PackageId>Contoso.Widgets</PackageId>
                    <Version>1.2.3-Beta.1+abc</Version>
                    <Authors>Contoso, Inc.</Authors>
                    <PackageLicenseExpression>MIT OR Apache-2.0</PackageLicenseExpression>
                    <IncludeSymbols>true</IncludeSymbols>
                    <SymbolPackageFormat>snupkg</SymbolPackageFormat>
                    <SupplyChainSigningKey>../../../release.key</SupplyChainSigningKey>
                    <SupplyChainSigningKeyPassphrase>WIDGET_PASSPHRASE</SupplyChainSigningKeyPassphrase>
                  </PropertyGroup>
                  <ItemGroup>
                    {Consumer.Reference}
                    <PackageReference Include="Newtonsoft.Json" Version="13.0.4" />
                    <PackageReference Include="Serilog.Sinks.File" Version="5.0.0" />
                    <ProjectReference Include="../Base/Base.csproj" />
                    <None Include="helper.dll" Pack="true" PackagePath="analyzers/dotnet/cs" />
                  </ItemGroup>
                  <Target Name="ListEvidence" AfterTargets="SupplyChainAttest">
                    <WriteLinesToFile File="obj/evidence.txt" Lines="@(SupplyChainEvidence->'%(Filename)%(Extension) %(Kind) %(Sha256)')" Overwrite="true" />
                  </Target>
                </Project>
                """)
            .Write("src/Widget/Class1.cs", "public class Widget { }\n")
            .Lock("src/Base").Lock("src/Widget").Commit();
        consumer.Git("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "gpg.format=ssh", "-c", $"user.signingkey={Path.Combine(consumer.Root, "tagger")}", "tag", "-s", "-m", "a release", "v1.2.3");
        consumer.Git("remote", "add", "origin", "https://user:password@example.com/contoso/widget.git");
        consumer.Make("release", passphrase: Passphrase);
        foreach (var (name, value) in Variables)
            consumer.With(name, value);
        var run = consumer.With("WIDGET_PASSPHRASE", Passphrase)
            .RunPlain("pack", "src/Widget", "-tl:off", "-bl:../build.binlog", "-flp:logfile=../build.log;verbosity=diagnostic");
        return (consumer, run.Succeeds());
    }
}

[TestClass]
public static class PackedWidgetCleanup
{
    [AssemblyCleanup]
    public static void Clean() => PackedWidget.Dispose();
}
