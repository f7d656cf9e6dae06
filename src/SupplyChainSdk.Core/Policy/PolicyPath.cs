namespace SupplyChainSdk.Policy;

/// <summary>Paths that policy files write, relative to the repository: for messages, and for the digest, which knows no folder of a machine.</summary>
internal static class PolicyPath
{
    /// <summary>What a path means that a policy file writes.</summary>
    /// <param name="policy">The policy file relative to the repository, with <c>/</c>; see <see cref="PolicyFile.Name"/>.</param>
    /// <param name="path">Relative to the folder of that file, with <c>/</c>.</param>
    /// <returns>Without <c>.</c> and <c>..</c>; what would lead above the repository ends there, and was refused elsewhere.</returns>
    public static string Combine(string policy, string path)
    {
        var parts = new List<string>(policy.Split('/')[..^1]);
        foreach (var part in path.Split('/').Where(p => p is not ("" or ".")))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }
}
