using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace SupplyChainSdk.PackageTests;

internal static class AssemblySetup
{
    // Before any test method is compiled: from then on NuGet.*.dll come from the .NET SDK.
    [ModuleInitializer]
    internal static void UseTheSdksNuGet() => MSBuildLocator.RegisterDefaults();
}
