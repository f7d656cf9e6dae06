using Microsoft.Build.Locator;
using SupplyChainSdk.Benchmarks;

// dotnet run -c Release --project tests/SupplyChainSdk.Benchmarks [-- NAME…]
// Names: check, sbom, noop, first, pack. Without one: all. Prints Markdown for docs/performance.md.
MSBuildLocator.RegisterDefaults();
return Benchmarks.Run(args);
