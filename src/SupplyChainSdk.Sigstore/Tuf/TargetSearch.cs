namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>The search for the role that says what a target is (TUF specification, 5.6.7): depth first, in the order of the delegations.</summary>
internal static class TargetSearch
{
    /// <summary>The most delegated roles that are looked at for one target.</summary>
    public const int MaxRoles = 32;

    /// <summary>What the first role that knows the target lists; null when none does.</summary>
    /// <param name="targets">The top-level role.</param>
    /// <param name="path">The target.</param>
    /// <param name="load">Reads and verifies a delegated role; what it throws ends the search, as whom it would have trusted is then not known.</param>
    /// <exception cref="TufException"><see cref="TufFailure.TooManyRoles"/>, and what <paramref name="load"/> throws.</exception>
    public static async Task<ListedFile?> FindAsync(
        SignedMetadata<TargetsMetadata> targets, string path, Func<DelegatedRole, string, Task<SignedMetadata<TargetsMetadata>>> load)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<(DelegatedRole Role, string According)>();
        var current = targets;
        while (true)
        {
            if (current.Content.Files.TryGetValue(path, out var file))
                return file;
            Delegate(current, path, waiting);
            DelegatedRole? next = null;
            var according = "";
            while (next is null && waiting.TryPop(out var candidate))
            {
                if (visited.Add(candidate.Role.Name))
                    (next, according) = candidate;
            }
            if (next is null)
                return null;
            if (visited.Count > MaxRoles)
            {
                throw new TufException(
                    TufFailure.TooManyRoles, $"The target {ForeignText.Quote(path)} was not found in {MaxRoles} delegated roles, and no more are looked at.");
            }
            current = await load(next, according).ConfigureAwait(false);
        }
    }

    private static void Delegate(SignedMetadata<TargetsMetadata> role, string path, Stack<(DelegatedRole, string)> waiting)
    {
        var children = new List<DelegatedRole>();
        foreach (var child in role.Content.Delegations?.For(path) ?? [])
        {
            children.Add(child);
            if (child.Terminating)
            {
                // Nobody else is asked: neither its later siblings nor those of the roles above it.
                waiting.Clear();
                break;
            }
        }
        for (var i = children.Count - 1; i >= 0; i--)
            waiting.Push((children[i], role.Role));
    }
}
