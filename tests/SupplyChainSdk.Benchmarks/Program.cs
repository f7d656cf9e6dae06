// dotnet run -c Release --project tests/SupplyChainSdk.Benchmarks [-- NAME…]
return 2;
