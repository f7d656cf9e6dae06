namespace SupplyChainSdk.Inventory;

/// <summary>A package: its id and its version as NuGet normalises it. Ids compare without case, by ordinal rules.</summary>
public sealed class PackageId : IEquatable<PackageId>, IComparable<PackageId>
{
    private const int MaxIdLength = 100;
    private const int MaxVersionLength = 256;

    private PackageId(string id, string version) => (Id, Version) = (id, version);

    /// <summary>As the package spells it.</summary>
    public string Id { get; }

    /// <summary>Normalised: three or four numeric parts, an optional prerelease label, no build metadata.</summary>
    public string Version { get; }

    /// <summary><c>pkg:nuget/Id@Version</c>, percent-encoded as the purl specification asks.</summary>
    public string Purl => $"pkg:nuget/{Uri.EscapeDataString(Id)}@{Uri.EscapeDataString(Version)}";

    /// <summary>Makes a package id from text that was already normalised by NuGet.</summary>
    /// <exception cref="InvalidDataException">An id or version with characters that NuGet does not allow; both may become parts of paths.</exception>
    public static PackageId Create(string id, string version)
    {
        if (!IsValidId(id))
            throw new InvalidDataException($"'{Shown(id)}' is not a package id.");
        if (!IsValidVersion(version))
            throw new InvalidDataException($"'{Shown(version)}' is not a version of package {id}.");
        return new PackageId(id, version);
    }

    /// <summary>Names a project of the same build in a dependency graph. Such a name never becomes part of a path.</summary>
    /// <param name="name">As restore records it; unlike a package id it may hold spaces.</param>
    /// <param name="version">Normalised.</param>
    /// <exception cref="InvalidDataException">An empty or overlong name, or one with control characters; or a version that is not one.</exception>
    public static PackageId OfProject(string name, string version)
    {
        if (name.Length is 0 or > 4 * MaxIdLength || name.Any(char.IsControl))
            throw new InvalidDataException($"'{Shown(name)}' is not the name of a project.");
        if (!IsValidVersion(version))
            throw new InvalidDataException($"'{Shown(version)}' is not a version of project {name}.");
        return new PackageId(name, version);
    }

    /// <summary>Whether NuGet would accept the id: word characters of any alphabet, separated by single dots or hyphens.</summary>
    /// <remarks>Source: NuGet.Packaging, PackageIdValidator.</remarks>
    public static bool IsValidId(string id)
    {
        if (id.Length is 0 or > MaxIdLength)
            return false;
        var separated = true;
        foreach (var c in id)
        {
            if (c is '.' or '-')
            {
                if (separated)
                    return false;
                separated = true;
            }
            else if (c == '_' || char.IsLetterOrDigit(c))
                separated = false;
            else
                return false;
        }
        return !separated;
    }

    private static bool IsValidVersion(string version)
    {
        if (version.Length is 0 or > MaxVersionLength || !char.IsAsciiDigit(version[0]) || version.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var c in version)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '+'))
                return false;
        }
        return true;
    }

    // What is shown of text that failed validation: bounded, and nothing that a terminal or log acts on.
    private static string Shown(string text) =>
        string.Concat(text.Take(60).Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '+' ? c.ToString() : $"\\u{(int)c:x4}"));

    /// <inheritdoc/>
    public bool Equals(PackageId? other) => other is not null
        && string.Equals(Id, other.Id, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PackageId);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        StringComparer.OrdinalIgnoreCase.GetHashCode(Id), StringComparer.OrdinalIgnoreCase.GetHashCode(Version));

    /// <summary>By id, then by the text of the version: an order for output, not an order of releases.</summary>
    public int CompareTo(PackageId? other) => other is null ? 1
        : StringComparer.OrdinalIgnoreCase.Compare(Id, other.Id) is var byId and not 0 ? byId
        : StringComparer.OrdinalIgnoreCase.Compare(Version, other.Version);

    /// <summary><c>Id Version</c>.</summary>
    public override string ToString() => $"{Id} {Version}";
#pragma warning disable CS1591 // operators say what Equals says
    public static bool operator ==(PackageId? left, PackageId? right) => Equals(left, right);
    public static bool operator !=(PackageId? left, PackageId? right) => !Equals(left, right);
#pragma warning restore CS1591
}
