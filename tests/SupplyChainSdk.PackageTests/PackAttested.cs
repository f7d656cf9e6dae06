using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>The bundle is inside the package as well as beside it, and the package without it is the one that was packed.</summary>
[TestClass]
public sealed class PackAttested
{
    private const string Name = "a.1.0.0.nupkg";

    [TestMethod]
    public void The_package_without_its_bundle_is_the_subject_and_what_an_unsigned_pack_gives()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", Name);
        var (secret, open) = consumer.Make("release");

        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}").Succeeds();

        var built = Evidence.AsBuilt(package);
        CollectionAssert.AreEqual(File.ReadAllBytes($"{package}.sigstore.json"), Evidence.Entry(package, Evidence.Attestation));
        var digest = Evidence.Statement($"{package}.sigstore.json").GetProperty("subject")[0].GetProperty("digest");
        Assert.AreEqual(Evidence.Sha256(built), digest.GetProperty("sha256").GetString());
        Assert.AreNotEqual(Evidence.Sha256(package), digest.GetProperty("sha256").GetString());
        consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=none", "-o", "unsigned").Succeeds();
        CollectionAssert.AreEqual(built, File.ReadAllBytes(consumer.PathOf("unsigned", Name)));

        // The file alone is enough, and each of its bytes counts: those that were built as well as those of the attestation.
        var alone = Path.Combine(Directory.CreateDirectory(consumer.PathOf("alone")).FullName, Name);
        File.Copy(package, alone);
        consumer.Tool("verify", alone, "--key", open).Ends(0).Says("Verified.");
        foreach (var at in (int[])[built.Length / 2, built.Length + 200])
        {
            File.Copy(package, alone, overwrite: true);
            Evidence.Flip(alone, at);
            consumer.Tool("verify", alone, "--key", open).Says("Not verified.");
        }
    }

    [TestMethod]
    public void It_comes_and_goes_with_the_property_and_with_the_signer()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", Name);
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        consumer.Run("pack", key).Succeeds();
        var (attested, built, bundle) = (Evidence.Sha256(package), Evidence.Sha256(Evidence.AsBuilt(package)), Evidence.Sha256($"{package}.sigstore.json"));

        // Off: only beside. The bundle still says the same, so it is the same.
        consumer.Run("pack", "--no-build", key, "-p:SupplyChainEmbedAttestation=false").Succeeds();
        Assert.AreEqual(built, Evidence.Sha256(package));
        Assert.AreEqual(bundle, Evidence.Sha256($"{package}.sigstore.json"));
        consumer.Run("pack", "--no-build", key).Succeeds();
        Assert.AreEqual(attested, Evidence.Sha256(package));

        // Nobody signs: nothing is embedded, and nothing stays of what was.
        consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=none").Succeeds();
        Assert.AreEqual(built, Evidence.Sha256(package));
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Name, $"{Name}.intoto.unsigned.json"], Evidence.Files(consumer.PathOf("bin", "Release")));
        consumer.Run("pack", "--no-build", key).Succeeds();
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Name, $"{Name}.sigstore.json"], Evidence.Files(consumer.PathOf("bin", "Release")));
        Assert.AreEqual(built, Evidence.Sha256(Evidence.AsBuilt(package)));
        CollectionAssert.AreEqual(File.ReadAllBytes($"{package}.sigstore.json"), Evidence.Entry(package, Evidence.Attestation));
    }

    [TestMethod]
    public void A_target_of_the_project_that_pushes_after_Pack_gets_the_attested_package()
    {
        using var consumer = new Consumer().Write("a.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{Consumer.Reference}</ItemGroup>
              <Target Name="Push" AfterTargets="Pack"><Copy SourceFiles="bin/Release/{Name}" DestinationFolder="pushed" /></Target>
            </Project>
            """).Write("Class1.cs", "public class Class1 { }\n").Lock().Commit();
        var (secret, open) = consumer.Make("release");

        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}").Succeeds();

        consumer.Tool("verify", consumer.PathOf("pushed", Name), "--key", open).Ends(0).Says("Verified.");

        // And what cannot be attested is not there for it.
        Directory.Delete(consumer.PathOf("pushed"), recursive: true);
        consumer.Write("Class1.cs", "public class Class2 { }\n");
        consumer.Run("pack", "-p:SupplyChainSigner=key", "-p:SupplyChainSigningKey=nowhere.key").Fails("error SCSDK7003");
        Assert.IsFalse(Directory.Exists(consumer.PathOf("pushed")));
    }

    [TestMethod]
    public void A_second_pack_with_nothing_changed_writes_no_file()
    {
        using var consumer = new Consumer()
            .Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>").Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        consumer.Run("pack", key).Succeeds();
        var first = State();
        Assert.HasCount(5, first);

        consumer.Run("pack", key).Succeeds();
        CollectionAssert.AreEqual(first, State());
        consumer.With("CI", "true").Run("pack", "--no-build", key).Succeeds();
        CollectionAssert.AreEqual(first, State());

        string[] State() => [.. Directory.GetFiles(consumer.PathOf("bin", "Release")).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {File.GetLastWriteTimeUtc(file):O} {Evidence.Sha256(file)}")];
    }

    [TestMethod]
    public void A_change_inside_the_attestation_is_a_change_since_it_was_packed()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", Name);
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        consumer.Run("pack", key).Succeeds();
        var attested = File.ReadAllBytes(package);
        Evidence.Flip(package, Evidence.AsBuilt(package).Length + 200);

        consumer.Run("pack", "--no-build", key).Fails("error SCSDK7007", "error SCSDK7008");
        Assert.IsFalse(File.Exists(package));
        Assert.IsFalse(File.Exists($"{package}.sigstore.json"));

        // Without its attestation it is what was packed, and not what was left there.
        File.WriteAllBytes(package, attested);
        consumer.Run("pack", "--no-build", key).Succeeds();
        File.WriteAllBytes(package, Evidence.AsBuilt(package));
        consumer.Run("pack", "--no-build", key).Fails("error SCSDK7007", "error SCSDK7008");
    }

    [TestMethod]
    public void A_file_of_that_name_in_the_project_is_refused()
    {
        using var consumer = new Consumer()
            .Project("a.csproj", $"{Consumer.Reference}<None Include=\"x.json\" Pack=\"true\" PackagePath=\"{Evidence.Attestation}\" />").Write("x.json", "{}").Lock().Commit();

        var run = consumer.Run("pack", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Fails("error SCSDK7008");

        Assert.Contains(Evidence.Attestation, run.Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
    }

    [TestMethod]
    public void A_statement_that_no_bundle_can_hold_is_an_error_and_moves_the_package_aside()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        File.AppendAllText(consumer.PathOf(".git", "config"), $"[remote \"origin\"]\n\turl = https://example.com/{new string('x', 800_000)}\n");

        var run = consumer.Run("pack", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Fails("error SCSDK7008");

        Assert.Contains("The bundle is larger than 1048576 bytes", run.Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
    }
}
