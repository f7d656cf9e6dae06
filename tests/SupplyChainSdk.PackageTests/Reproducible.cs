using System.Security.Cryptography;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class Reproducible
{
    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void The_same_commit_packed_in_two_folders_in_CI_gives_the_same_bytes(string frameworks)
    {
        using var first = new Consumer("one").Project("a.csproj", frameworks: frameworks).Lock().Commit();
        using var second = new Consumer("another place");
        DotNet.Process("git", second.Root, new Dictionary<string, string>(), "clone", "-q", first.Folder, second.Folder).Succeeds();

        Assert.AreEqual(Digest(first), Digest(second));
    }

    [TestMethod]
    public void Another_commit_gives_other_bytes()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var first = Digest(consumer);
        consumer.Write("Class1.cs", "public class Class2 { }\n").Commit();

        Assert.AreNotEqual(first, Digest(consumer));
    }

    private static string Digest(Consumer consumer)
    {
        var run = consumer.With("CI", "true").Run("pack");
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        Assert.IsTrue(File.Exists(package), run.Shown);
        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(package)));
    }
}
