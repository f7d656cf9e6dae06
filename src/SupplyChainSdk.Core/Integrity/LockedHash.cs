using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The content hash that a lock file states for a package, and where.</summary>
/// <param name="Hash">As the lock file states it.</param>
/// <param name="Place">The line and column of the package's entry.</param>
public sealed record LockedHash(ContentHash Hash, Location Place);
