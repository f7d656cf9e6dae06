using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>
/// WPF compiles a project whose markup names its own types twice, first as a temporary copy of it. A real one: the compiler of markup is in every
/// .NET SDK, and the reference assemblies of .NET Framework come as a package.
/// </summary>
[TestClass]
public sealed class Wpf
{
    private const string Temporary = "_CompileTemporaryAssembly target(s)";

    [TestMethod]
    public void The_project_is_checked_once_and_before_its_temporary_copy_is_compiled()
    {
        using var consumer = Project().Commit().With("CI", "true");

        var run = consumer.Run("build", "--no-restore").Succeeds().Checks(1);

        var copy = run.Output.IndexOf(Temporary, StringComparison.Ordinal);
        Assert.IsGreaterThan(0, copy, "no temporary copy was compiled");
        Assert.IsLessThan(copy, run.Output.IndexOf("Task \"SupplyChainSdk.Tasks.CheckDependencies\"", StringComparison.Ordinal));
        Assert.AreEqual("CheckCompilerInputs, CheckDependencies, ReadPackagesAhead", string.Join(", ", run.Tasks), "the copy is left alone");
    }

    // Its analyzers and generators would run in that compilation.
    [TestMethod]
    public void A_changed_package_stops_the_build_before_anything_is_compiled()
    {
        using var consumer = Project();
        consumer.Tamper("Given.A");

        var run = consumer.Run("build", "--no-restore").Fails("error SCSDK2003");

        Assert.DoesNotContain(Temporary, run.Output);
        Assert.DoesNotContain("Task \"Csc\"", run.Output);
    }

    private static Consumer Project() => new Consumer().WithOwnPackages().Package("Given.A")
        .Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"),
            "<TargetFramework>net472</TargetFramework><UseWPF>true</UseWPF><EnableWindowsTargeting>true</EnableWindowsTargeting>")
        .Write("Panel.xaml", """
            <UserControl x:Class="A.Panel" xmlns="http://schemas.microsoft.com/winfx/2006/xaml/presentation" xmlns:x="http://schemas.microsoft.com/winfx/2006/xaml" xmlns:own="clr-namespace:A">
              <own:Own />
            </UserControl>
            """)
        .Write("Panel.xaml.cs", "namespace A { public partial class Panel : System.Windows.Controls.UserControl { } public class Own : System.Windows.Controls.Button { } }")
        .Lock();
}
