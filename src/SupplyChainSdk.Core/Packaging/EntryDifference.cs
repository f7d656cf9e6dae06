using System.Collections.Immutable;

namespace SupplyChainSdk.Packaging;

/// <summary>In which way an entry of one package is not that of the other.</summary>
public enum EntryChange
{
    /// <summary>Only the second package has it.</summary>
    Added,

    /// <summary>Only the first package has it.</summary>
    Removed,

    /// <summary>Other bytes.</summary>
    Content,

    /// <summary>The same bytes, written into the archive in another way: time, attributes, compression.</summary>
    Metadata,

    /// <summary>At another place in the archive.</summary>
    Order,
}

/// <summary>An entry that is not the same in two packages.</summary>
/// <param name="Path">Its name in the archive, as it is stored there; a stranger's text.</param>
/// <param name="Change">What is different.</param>
/// <param name="Details">Each from the first package to the second, as <c>time A → B</c>; safe to print.</param>
public sealed record EntryDifference(string Path, EntryChange Change, ImmutableArray<string> Details);
