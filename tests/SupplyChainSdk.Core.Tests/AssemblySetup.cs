using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace SupplyChainSdk.Core.Tests;

internal static class AssemblySetup
{
    // Before any test method is compiled: from then on NuGet.*.dll come from the .NET SDK, as they do in a build.
    [ModuleInitializer]
    internal static void UseTheSdksNuGet() => MSBuildLocator.RegisterDefaults();
}
