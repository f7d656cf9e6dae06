using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class Languages
{
    [TestMethod]
    [DataRow("a.fsproj", "Library.fs", "module Library\nlet one = 1\n", "<Compile Include=\"Library.fs\" />")]
    [DataRow("a.vbproj", "Class1.vb", "Public Class Class1\nEnd Class\n", "")]
    public void Other_languages_are_gated_before_they_compile(string project, string source, string code, string item)
    {
        using var consumer = new Consumer().Project(project, Consumer.Reference + item).Write(source, code).With("CI", "true");
        File.Delete(consumer.PathOf("Class1.cs"));

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
        Assert.IsFalse(File.Exists(consumer.PathOf("bin", "Debug", "net10.0", "a.dll")));

        consumer.Without("CI").Run("build").Succeeds("warning SCSDK2001").Checks(1);
    }

    [TestMethod]
    public void A_file_based_app_is_gated()
    {
        using var consumer = new Consumer().Write("app.cs", $"""
            #:package SupplyChainSdk@{TestFeed.Version}
            #:property PublishAot=false
            System.Console.WriteLine("ran");
            """);

        var local = consumer.RunPlain("run", "app.cs");
        Assert.Contains("ran", local.Output, local.Output);
        var ci = consumer.With("CI", "true").RunPlain("run", "--no-cache", "app.cs");
        Assert.Contains("error SCSDK2001", ci.Output);
        Assert.DoesNotContain("ran\n", ci.Output);
    }
}
