namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>lock</c> and <c>integrity</c> sections of a policy file.</summary>
internal sealed class IntegritySectionReader(PolicyReader reader)
{
    private const string Section = "integrity";
    private readonly PolicyEntries _entries = new(reader);

    public LockSection? ReadLock(PolicyNode node) => reader.Object(node, "lock", PolicyVocabulary.Lock) is not { } members ? null : new LockSection(
        reader.At(node),
        reader.Enforcement(members, "lock"),
        reader.Choice(members, "lock", "againstSource", PolicyVocabulary.AgainstSourceValues,
            text => text switch { "always" => AgainstSource.Always, "release" => AgainstSource.Release, _ => AgainstSource.Off }));

    /// <param name="node">The section.</param>
    /// <param name="path">Absolute path of the policy file: inputs are relative to its folder.</param>
    /// <param name="name">The same relative to the repository.</param>
    public IntegritySection? Read(PolicyNode node, string path, string name) => reader.Object(node, Section, PolicyVocabulary.Integrity) is not { } members ? null : new IntegritySection(
        reader.At(node),
        reader.Enforcement(members, Section),
        reader.Choice(members, Section, "files", PolicyVocabulary.FilesValues,
            text => text switch { "all" => FileScope.All, "used" => FileScope.Used, _ => FileScope.Hashes }),
        _entries.Of(members, Section, "inputs", PolicyVocabulary.Input, (entry, key, values) => Input(entry, key, values, Path.GetDirectoryName(path)!, name)));

    private DeclaredInput? Input(PolicyNode node, string key, Dictionary<string, PolicyMember> entry, string folder, string name)
    {
        var file = _entries.Required(node, key, entry, "file", "\"file\": \"obj/Generated.cs\"") is { } value ? File(value, $"{key}.file") : null;
        var sha256 = entry.TryGetValue("sha256", out var hash) ? _entries.Sha256(hash.Value, $"{key}.sha256") : null;
        if (file is not null && hash is null && !file.Contains('*', StringComparison.Ordinal))
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.sha256", "the SHA-256 of that file: without it whatever has this name would pass"));
        var reason = _entries.RequiredText(node, key, entry, "reason", "\"reason\": \"…\": why the compiler is given it");
        var expires = entry.TryGetValue("expires", out var day) ? _entries.Date(day.Value, $"{key}.expires") : null;
        return file is null || reason is null
            ? null
            : new DeclaredInput(file, sha256, reason, folder, reader.At(node), expires) { Name = file.StartsWith(DeclaredInput.Workload, StringComparison.Ordinal) ? file : PolicyPath.Combine(name, file) };
    }

    private string? File(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "the path of a file") is not { } path)
            return null;
        var below = path.StartsWith(DeclaredInput.Workload, StringComparison.Ordinal) ? path[DeclaredInput.Workload.Length..] : path;
        var parts = below.Split('/');
        if (below.AsSpan().ContainsAny('\\', ':', '\0') || parts.Any(part => part is "" or "." or ".."))
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, path, "write a path below the folder of this file, with '/', such as obj/Generated.cs"));
        else if (parts[^1] == "**" || parts.Any(part => part != "**" && part.Contains("**", StringComparison.Ordinal)))
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, path, "** stands for folders, between '/', and a name follows it, such as generated/**/*.cs"));
        else
            return path;
        return null;
    }
}
