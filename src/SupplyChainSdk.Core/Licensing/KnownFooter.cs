using System.Collections.Frozen;

namespace SupplyChainSdk.Licensing;

/// <summary>Sentences that stand below some licences as their authors publish them, set no terms, and are not in the texts of the SPDX list.</summary>
internal static class KnownFooter
{
    // Digests as in the index. Read at the address given, 2026-11-21.
    private static readonly FrozenSet<string> Digests = FrozenSet.Create(StringComparer.Ordinal,
        "831BFC0AEEB77E48B3AB09F6963F955D", // that the texts of Creative Commons' licences are in the public domain: creativecommons.org/licenses/by-sa/4.0/legalcode.txt
        "83DB42344CEF2D86FCC809C0EE556A3C"); // that GPL 2.0 does not permit incorporation into proprietary programs, after how to apply it: gnu.org/licenses/old-licenses/gpl-2.0.txt

    /// <summary>Whether words of a file are such a sentence, and nothing else.</summary>
    public static bool Is(ReadOnlySpan<LicenseWord> words) => words.Length is > 10 and < 100 && Digests.Contains(Convert.ToHexString(LicenseFingerprint.Digest(words)));
}
