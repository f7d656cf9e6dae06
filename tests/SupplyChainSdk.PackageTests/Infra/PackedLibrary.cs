using System.IO.Compression;
using System.Security;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>A library packed once with its key, with another one, and without any; tests push what they need of it.</summary>
internal static class PackedLibrary
{
    public const string Id = "Contoso.Library";
    public const string Name = $"{Id}.1.0.0.nupkg";

    private static readonly Lazy<Consumer> Packed = new(Pack);

    public static string PublicKey => Path.Combine(Packed.Value.Root, "release.pub");

    /// <summary>What is released: the package, its bundle, its SBOM, its symbols.</summary>
    public static string Release => Packed.Value.PathOf("release");

    /// <summary>Attested with the key.</summary>
    public static string Package => Path.Combine(Release, Name);

    public static byte[] Attested => File.ReadAllBytes(Package);

    public static byte[] ByAnotherKey => File.ReadAllBytes(Packed.Value.PathOf("other", Name));

    public static byte[] Unattested => File.ReadAllBytes(Packed.Value.PathOf("unattested", Name));

    /// <summary>One file more, and the attestation of the package that it was.</summary>
    public static byte[] Tampered()
    {
        var changed = new MemoryStream();
        changed.Write(Unattested);
        using (var zip = new ZipArchive(changed, ZipArchiveMode.Update, leaveOpen: true))
        using (var file = new StreamWriter(zip.CreateEntry($"build/{Id}.targets").Open()))
            file.Write("<Project />");
        var output = new MemoryStream();
        PackageLayers.AppendAttestation(changed, File.ReadAllBytes($"{Package}.sigstore.json"), output);
        return output.ToArray();
    }

    /// <summary>A project that depends on the library and is gated by the package under test. Its packages folder is its own; its feeds are this one and that of the package under test.</summary>
    public static Consumer DependsOnLibrary(this Consumer consumer, string source, string credentials = "") => consumer.WithOwnPackages()
        .Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="under-test" value="{SecurityElement.Escape(TestFeed.Folder)}" />
                <add key="feed" value="{SecurityElement.Escape(source)}" allowInsecureConnections="true" />
              </packageSources>
              {credentials}
            </configuration>
            """)
        .Project("b.csproj", $"{Consumer.Reference}{GivenPackage.Reference(Id)}");

    public static void Dispose()
    {
        if (Packed.IsValueCreated)
            Packed.Value.Dispose();
    }

    private static Consumer Pack()
    {
        var consumer = new Consumer()
            .Project("a.csproj", frameworks: $"<TargetFramework>net10.0</TargetFramework><PackageId>{Id}</PackageId><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>")
            .Lock().Commit();
        consumer.RunPlain("pack", "-o", "release", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Succeeds();
        consumer.RunPlain("pack", "--no-build", "-o", "other", $"-p:SupplyChainSigningKey={consumer.Make("other").Private}").Succeeds();
        consumer.RunPlain("pack", "--no-build", "-o", "unattested", "-p:SupplyChainSigner=none").Succeeds();
        return consumer;
    }
}
