using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Policy;

/// <summary>Finds and reads the policy files that apply to a project, and composes them.</summary>
public static partial class PolicyLoader
{
    private const int MostFiles = 64;

    /// <summary>The effective policy of a project.</summary>
    /// <param name="projectFolder">Absolute path of the folder of the project.</param>
    /// <param name="solutionFolder">Absolute path of the folder of the solution; counts only where there is no git.</param>
    /// <param name="extraFiles">Files named by <c>@(SupplyChainPolicy)</c> or <c>--policy</c>; a relative path is relative to the project's folder.</param>
    /// <param name="today">The day in UTC: entries that loosen are measured by it.</param>
    /// <param name="licenses">Which licences there are; default: those that SupplyChainSdk knows.</param>
    /// <param name="commit">When given, the files inside the repository are those of this commit, whatever the working tree holds.</param>
    /// <returns>A policy, or errors and no policy. With no file at all: the defaults.</returns>
    /// <exception cref="ArgumentException">A folder is not an absolute path.</exception>
    public static PolicyLoad Load(
        string projectFolder, string? solutionFolder, IEnumerable<string> extraFiles, DateOnly today, LicenseVocabulary? licenses = null, CommitFiles? commit = null)
    {
        if (!Path.IsPathFullyQualified(projectFolder) || solutionFolder is not null && !Path.IsPathFullyQualified(solutionFolder))
            throw new ArgumentException("Folders are absolute paths: the current directory decides nothing.", nameof(projectFolder));
        var reading = new Reading(licenses, commit);
        try
        {
            reading.Folders = PolicyFolders.Of(projectFolder, solutionFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyLoad(null, [PolicyFindings.Unreadable(new Location(projectFolder), PolicyFile.FileName,
                "the folders from the project up cannot be searched for it; check their permissions and links")], []);
        }
        var tree = reading.Tree();
        ImmutableArray<PolicyChain> chains = [.. extraFiles.SelectMany(file => reading.Extra(Path.GetFullPath(file, projectFolder))), .. tree];
        ImmutableArray<string> probed = [.. reading.Probed.Distinct(StringComparer.Ordinal)];
        if (reading.Findings.Count > 0)
            return new PolicyLoad(null, [.. reading.Findings], probed);
        var load = PolicyComposition.Compose(chains, probed, today);
        return load.Policy?.Publishers is { } publishers ? reading.WithBaselines(load, publishers) : load;
    }

    private sealed partial class Reading(LicenseVocabulary? licenses, CommitFiles? commit)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _roots = new(StringComparer.Ordinal);

        public PolicyFolders Folders { get; set; } = new([], []);

        public List<Finding> Findings { get; } = [];

        public List<string> Probed { get; } = [];

        public ImmutableArray<PolicyChain> Tree()
        {
            var files = ImmutableArray.CreateBuilder<PolicyFile>();
            foreach (var folder in Folders.Folders)
            {
                var path = Path.Combine(folder, PolicyFile.FileName);
                Probed.Add(path);
                Guarded(new Location(path), path, () =>
                {
                    if (Exists(path))
                        Add(path, Folders.RootOf(path), new Location(path), [], files);
                });
            }
            return files.Count == 0 ? [] : [new PolicyChain(PolicyPlace.Tree, files.ToImmutable())];
        }

        public ImmutableArray<PolicyChain> Extra(string path)
        {
            var files = ImmutableArray.CreateBuilder<PolicyFile>();
            var place = PolicyPlace.Organization;
            Guarded(new Location(path), path, () =>
            {
                var real = Real(path);
                var root = Folders.RootOf(path) ?? Folders.RootOf(real);
                place = root is null ? PolicyPlace.Organization : PolicyPlace.Named;
                Add(path, root ?? Path.GetDirectoryName(real), new Location(path), [], files);
            });
            return files.Count == 0 ? [] : [new PolicyChain(place, files.ToImmutable())];
        }

        // Adds what the file extends, then the file.
        private void Add(string path, string? root, Location namedAt, ImmutableArray<string> extending, ImmutableArray<PolicyFile>.Builder files)
        {
            Probed.Add(path);
            var real = Real(path);
            Probed.Add(real);
            if (root is null || !RealPath.IsWithin(real, root))
            {
                Findings.Add(PolicyFindings.OutsideRoot(namedAt, Name(namedAt.File), namedAt.Line > 0 ? "\"extends\"" : "This link"));
                return;
            }
            if (extending.Contains(real))
            {
                Findings.Add(PolicyFindings.ExtendsCycle(namedAt, Name(real)));
                return;
            }
            if (!_seen.Add(real))
                return;
            if (_seen.Count > MostFiles)
            {
                Findings.Add(PolicyFindings.Unreadable(namedAt, Name(real),
                    string.Create(CultureInfo.InvariantCulture, $"it is one too many; {MostFiles} policy files are the most")));
                return;
            }
            if (Read(real, namedAt) is not { } file)
                return;
            if (file.Extends is { } extends)
            {
                Guarded(extends.Origin!, Path.GetFullPath(extends.Value, Path.GetDirectoryName(real)!), () => Add(
                    Path.Combine(Path.GetDirectoryName(real)!, extends.Value), root, extends.Origin!, extending.Add(real), files));
            }
            files.Add(WithNamedFiles(file, root));
            _roots.Add(file.Path, root);
        }

        // What remembers publishers is judged by like the policy itself: it comes from the same tree or commit, and from inside the same repository.
        public PolicyLoad WithBaselines(PolicyLoad load, PublisherRules publishers)
        {
            var files = publishers.Files.ToBuilder();
            foreach (var (path, at) in publishers.Baselines)
            {
                Probed.Add(path);
                Guarded(at!, path, () =>
                {
                    var real = Real(path);
                    Probed.Add(real);
                    if (!RealPath.IsWithin(real, _roots[at!.File]))
                        Findings.Add(PolicyFindings.BaselineOutsideRoot(at, files[path].Name));
                    else if (Exists(real))
                        files[path] = files[path] with { Content = Baseline(real, at) };
                });
            }
            ImmutableArray<string> probed = [.. Probed.Distinct(StringComparer.Ordinal)];
            return Findings.Count > 0 ? new PolicyLoad(null, [.. load.Findings, .. Findings], probed)
                : new PolicyLoad(load.Policy! with { Probed = probed, Publishers = publishers with { Files = files.ToImmutable() } }, load.Findings, probed);
        }

        private byte[]? Baseline(string path, Location at)
        {
            if (!IsCommitted(path) && Directory.Exists(path))
            {
                Findings.Add(PolicyFindings.Unreadable(at, Name(path), "it is a folder"));
                return null;
            }
            var bytes = Bytes(path, PublisherRules.MaxBaselineBytes);
            if (bytes.Length > PublisherRules.MaxBaselineBytes)
                Findings.Add(PolicyFindings.Unreadable(at, Name(path), string.Create(CultureInfo.InvariantCulture, $"it has more than {PublisherRules.MaxBaselineBytes} bytes")));
            return bytes;
        }

        private PolicyFile? Read(string path, Location namedAt)
        {
            if (!Exists(path))
            {
                Findings.Add(PolicyFindings.Unreadable(namedAt, Name(path), "it is not there"));
                return null;
            }
            if (!IsCommitted(path) && Directory.Exists(path))
            {
                Findings.Add(PolicyFindings.Unreadable(namedAt, Name(path), "it is a folder"));
                return null;
            }
            var (file, findings) = PolicyFile.Parse(path, Bytes(path, PolicyFile.MaxBytes), Name(path), licenses);
            Findings.AddRange(findings);
            return file;
        }

        private bool IsCommitted(string path) => commit?.Covers(path) == true;

        // A link of the working tree says nothing about the commit, and one in the commit is not followed: its content is no policy.
        private string Real(string path) => IsCommitted(path) ? path : RealPath.Of(path);

        private bool Exists(string path) => IsCommitted(path) ? commit!.Read(path) is not null : RealPath.Exists(path);

        // One byte more than allowed is enough to know that it is too big.
        private byte[] Bytes(string path, int most)
        {
            if (IsCommitted(path))
                return commit!.Read(path) ?? throw new FileNotFoundException("The commit has no such file.", path);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var buffer = new byte[Math.Min(stream.Length, most) + 1];
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }

        private void Guarded(Location at, string path, Action read)
        {
            try
            {
                read();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Findings.Add(PolicyFindings.Unreadable(at, Name(path), e is UnauthorizedAccessException
                    ? "its permissions, or those of a folder above it, do not allow it"
                    : "the file system refused; look for a loop of links, or a program that holds it open"));
            }
        }

        private string Name(string path) => Folders.RootOf(path) is { } root
            ? Path.GetRelativePath(root, path).Replace('\\', '/')
            : $"…/{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
    }
}
