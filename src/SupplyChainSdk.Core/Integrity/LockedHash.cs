using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The content hash that a lock file records for a package.</summary>
/// <param name="Hash">The hash.</param>
/// <param name="Place">The line of the lock file that states it.</param>
public sealed record LockedHash(ContentHash Hash, Location Place);
