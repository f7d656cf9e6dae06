using System.Collections.Immutable;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>How a lock file says that a package came in.</summary>
public enum LockEntryKind
{
    /// <summary>Named by the project itself.</summary>
    Direct,

    /// <summary>Named by another package or project.</summary>
    Transitive,

    /// <summary>Transitive, at the version that central package management pins.</summary>
    CentralTransitive,

    /// <summary>Another project of the same build; it has neither version nor hash.</summary>
    Project,
}

/// <summary>A dependency of an entry.</summary>
/// <param name="Id">As written.</param>
/// <param name="Range">The version or range as written; null when the file says null.</param>
public sealed record LockDependency(string Id, string? Range);

/// <summary>One package or project of one target.</summary>
/// <param name="Id">As written; project names are in lower case and may hold spaces.</param>
/// <param name="Kind">How it came in.</param>
/// <param name="Requested">The version range that was asked for, as written; null when absent.</param>
/// <param name="Package">Id and resolved version; null for projects.</param>
/// <param name="ContentHash">Null for projects, and where the file states none.</param>
/// <param name="Dependencies">In the order of the file.</param>
/// <param name="Place">Line and column of the id.</param>
public sealed record LockEntry(string Id, LockEntryKind Kind, string? Requested, PackageId? Package, ContentHash? ContentHash,
    ImmutableArray<LockDependency> Dependencies, Location Place);

/// <summary>The entries of a target framework, or what a runtime identifier adds to them.</summary>
/// <param name="Framework">Short folder name, such as <c>net10.0</c>.</param>
/// <param name="Alias">What the project calls the framework: version 3 only, else null.</param>
/// <param name="RuntimeIdentifier">Null for the framework itself. With one, the entries are those that it adds or resolves differently.</param>
/// <param name="Entries">In the order of the file; no id twice.</param>
/// <param name="Place">Line and column of the target.</param>
public sealed record LockTarget(string Framework, string? Alias, string? RuntimeIdentifier, ImmutableArray<LockEntry> Entries, Location Place);

/// <summary>A NuGet lock file, <c>packages.lock.json</c>.</summary>
public sealed record LockFile
{
    private const int MaxBytes = 64 * 1024 * 1024;

    internal LockFile(string path, int version, ImmutableArray<LockTarget> targets, Digest sha256, ReadOnlyMemory<byte> content,
        ImmutableDictionary<PackageId, LockedHash> hashes)
    {
        Path = path;
        Version = version;
        Targets = targets;
        Sha256 = sha256;
        Content = content;
        Hashes = hashes;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>1; 2 with central package management; 3 where two targets have the same framework.</summary>
    public int Version { get; }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<LockTarget> Targets { get; }

    /// <summary>SHA-256 of the file.</summary>
    public Digest Sha256 { get; }

    /// <summary>The bytes of the file.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Every package of all targets that has a hash. One version of a package has one hash, else the file is refused.</summary>
    public ImmutableDictionary<PackageId, LockedHash> Hashes { get; }

    /// <summary>Reads a lock file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="InvalidDataException">Not a lock file of a known version; <see cref="BadInput.Place"/> has line and column.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static LockFile Read(string path) => LockFileReader.Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path);

    /// <summary>Reads a lock file from memory.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="path">What places refer to.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static LockFile Parse(ReadOnlyMemory<byte> content, string path) => LockFileReader.Parse(content, path);

    /// <summary>Where NuGet keeps the lock file of a project.</summary>
    /// <param name="projectPath">Absolute path of the project file.</param>
    /// <param name="nuGetLockFilePath">The property <c>NuGetLockFilePath</c>, absolute or relative to the project's folder; null or empty when not set.</param>
    /// <returns>Absolute path, whether or not a file is there.</returns>
    /// <remarks>Source: NuGet.ProjectModel, PackagesLockFileUtilities.GetNuGetLockFilePath.</remarks>
    public static string PathFor(string projectPath, string? nuGetLockFilePath = null)
    {
        var folder = System.IO.Path.GetDirectoryName(projectPath) ?? throw new ArgumentException("The path of a project file is needed.", nameof(projectPath));
        if (!string.IsNullOrEmpty(nuGetLockFilePath))
            return System.IO.Path.GetFullPath(nuGetLockFilePath, folder);
        var named = System.IO.Path.Combine(folder, $"packages.{System.IO.Path.GetFileNameWithoutExtension(projectPath).Replace(' ', '_')}.lock.json");
        return File.Exists(named) ? named : System.IO.Path.Combine(folder, "packages.lock.json");
    }
}
