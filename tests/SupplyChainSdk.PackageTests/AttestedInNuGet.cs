using System.Security.Cryptography;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>To NuGet an attested package is a package like any other: to sign, verify, push, restore, install, depend on.</summary>
[TestClass]
public sealed class AttestedInNuGet
{
    private const string Name = "a.1.0.0.nupkg";

    [TestMethod]
    public void Signed_by_its_author_afterwards_it_stays_attested_and_NuGet_finds_the_signature_valid()
    {
        using var consumer = new Consumer().WithAuthor().Project("a.csproj").Lock().Commit();
        var (secret, open) = consumer.Make("release");
        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}").Succeeds();
        var package = consumer.PathOf("bin", "Release", Name);
        var signed = consumer.PathOf("signed", Name);

        consumer.Sign(package, consumer.PathOf("signed"));

        CollectionAssert.AreEqual(File.ReadAllBytes(package), Evidence.WithoutSignature(signed));
        Assert.AreEqual(0, consumer.NuGetVerify(signed).ExitCode);
        consumer.Tool("verify", signed, "--key", open).Ends(0).Says("Verified.");

        // The signature is over the attestation too.
        Evidence.Flip(signed, Evidence.AsBuilt(package).Length + 200);
        Assert.AreNotEqual(0, consumer.NuGetVerify(signed).ExitCode);
        consumer.Tool("verify", signed, "--key", open).Says("Not verified.");
        // And NuGet says the same of it unsigned as of any package that nobody signed.
        Assert.Contains("NU3004", consumer.NuGetVerify(package).Output);
    }

    [TestMethod]
    public void Signed_in_place_it_is_left_as_it_is_by_the_next_pack_unless_that_would_attest_otherwise()
    {
        using var consumer = new Consumer().WithAuthor().Project("a.csproj").Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        var package = consumer.PathOf("bin", "Release", Name);
        consumer.Run("pack", key).Succeeds();
        var bundle = File.ReadAllBytes($"{package}.sigstore.json");
        var again = consumer.Run("pack", "--no-build", key).Succeeds().Output;
        Assert.Contains($"{Name} attested already, with the key sha256:", again);
        Assert.DoesNotContain("signed since", again);
        consumer.Sign(package);
        var signed = File.ReadAllBytes(package);

        for (var pack = 0; pack < 2; pack++)
        {
            var run = consumer.Run("pack", "--no-build", key).Succeeds();
            Assert.Contains($"{Name} attested already, with the key sha256:", run.Output);
            Assert.Contains(", and signed since", run.Output);
            CollectionAssert.AreEqual(signed, File.ReadAllBytes(package));
            CollectionAssert.AreEqual(bundle, File.ReadAllBytes($"{package}.sigstore.json"));
        }

        consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={consumer.Make("other").Private}").Fails("error SCSDK7008", "error SCSDK7010");
        Assert.IsFalse(File.Exists(package));
    }

    [TestMethod]
    public void Signed_before_it_was_attested_it_is_refused_and_the_right_order_is_named()
    {
        using var consumer = new Consumer().WithAuthor().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", Name);
        Assert.Contains($"SupplyChainSdk: {Name} not signed: {Name}.intoto.unsigned.json is a statement", consumer.Run("pack", "-p:SupplyChainSigner=none").Succeeds().Output);
        consumer.Sign(package);

        var run = consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Fails("error SCSDK7008", "error SCSDK7010");

        Assert.Contains("pack and attest, then 'dotnet nuget sign', then push", run.Output);
        Assert.IsFalse(File.Exists(package));

        // Signed in the same pack, by a target of somebody.
        consumer.Write("Directory.Build.targets", $"""
            <Project>
              <Target Name="SignTooEarly" AfterTargets="_SupplyChainRecordPackages" Condition="'@(_SupplyChainPackage)' != ''">
                <Exec Command="dotnet nuget sign &quot;@(_SupplyChainPackage)&quot; --certificate-path ../author.pfx --certificate-password &quot;of the test&quot; --overwrite" />
              </Target>
            </Project>
            """);
        consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Fails("error SCSDK7008", "error SCSDK7010");
        Assert.IsFalse(File.Exists(package));
    }

    [TestMethod]
    public void Pushed_with_its_symbols_restored_and_depended_on_it_is_a_package_like_any_other()
    {
        using var consumer = new Consumer().WithOwnPackages()
            .Project("a/a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>")
            .Project("b/b.csproj").Lock("a").Commit();
        var (secret, open) = consumer.Make("release");
        var key = $"-p:SupplyChainSigningKey={secret}";
        consumer.Run("pack", "a", key).Succeeds();
        var package = consumer.PathOf("a", "bin", "Release", Name);

        consumer.RunPlain("nuget", "push", package, "--source", consumer.Feed).Succeeds();
        CollectionAssert.AreEqual(File.ReadAllBytes(package), File.ReadAllBytes(Path.Combine(consumer.Feed, Name)));
        consumer.RunPlain("add", "b", "package", "a").Succeeds();
        consumer.Write("b/Class1.cs", "public class Derived : Class1 { }\n").Lock("b").Commit();

        var hash = Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(package)));
        Assert.AreEqual(hash, Evidence.Locked(consumer.PathOf("b", "packages.lock.json")).Single(locked => locked.Id == "a").ContentHash);
        var installed = consumer.Archive("a");
        CollectionAssert.AreEqual(File.ReadAllBytes($"{package}.sigstore.json"), File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(installed)!, Evidence.Attestation)));
        consumer.Tool("verify", installed, "--key", open).Ends(0).Says("Verified.");

        // The gate of who depends on it, as a build server runs it.
        consumer.With("CI", "true").Run("pack", "b", key).Succeeds();
        var attested = consumer.PathOf("b", "bin", "Release", "b.1.0.0.nupkg");
        consumer.Tool("verify", attested, "--key", open).Ends(0).Says("integrity ok");
        var material = Evidence.Statement($"{attested}.sigstore.json").GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray()
            .Single(m => m.TryGetProperty("uri", out var uri) && uri.GetString() == "pkg:nuget/a@1.0.0");
        Assert.AreEqual(hash, material.GetProperty("annotations").GetProperty("nugetContentHash").GetString());

        // Another attestation, or none, is another package.
        var bytes = File.ReadAllBytes(installed);
        Evidence.Flip(installed, Evidence.AsBuilt(installed).Length + 200);
        consumer.Run("build", "b", "--no-restore").Fails("error SCSDK2003");
        File.WriteAllBytes(installed, bytes);
        File.WriteAllBytes(installed, Evidence.AsBuilt(installed));
        consumer.Run("build", "b", "--no-restore").Fails("error SCSDK2003");
    }

    [TestMethod]
    public void An_attested_tool_installs_and_runs()
    {
        using var consumer = new Consumer().WithOwnPackages()
            .Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><PackAsTool>true</PackAsTool>")
            .Write("Program.cs", "System.Console.WriteLine(\"it runs\");").Lock().Commit();
        var (secret, open) = consumer.Make("release");
        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}", "-o", consumer.Feed).Succeeds();
        Assert.Contains(Evidence.Attestation, Consumer.Entries(Path.Combine(consumer.Feed, Name)));

        consumer.RunPlain("tool", "install", "a", "--tool-path", "tools", "--add-source", consumer.Feed).Succeeds();

        Assert.Contains("it runs", consumer.Program(consumer.PathOf("tools", "a")).Succeeds().Output);
        var store = Directory.GetFiles(consumer.PathOf("tools", ".store"), Name, SearchOption.AllDirectories).Single();
        // Out of the store, in which the SDK keeps a file of its own beside the extracted ones.
        var alone = Path.Combine(Directory.CreateDirectory(consumer.PathOf("alone")).FullName, Name);
        File.Copy(store, alone);
        consumer.Tool("verify", alone, "--key", open).Ends(0).Says("Verified.");
    }
}
