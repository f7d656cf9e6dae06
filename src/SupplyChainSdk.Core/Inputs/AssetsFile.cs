using NuGet.Common;
using NuGet.ProjectModel;
using SupplyChainSdk.Inventory;
using RestoredAssets = NuGet.ProjectModel.LockFile;

namespace SupplyChainSdk.Inputs;

/// <summary>Reads <c>project.assets.json</c>: what restore resolved a project to.</summary>
/// <remarks>
/// NuGet's own reader does the reading. It answers a broken file with an empty one and a message to its logger, and takes a name twice;
/// so the file is first checked as strict JSON, and whatever the logger is told is an error.
/// </remarks>
public static class AssetsFile
{
    /// <summary>No assets file is larger.</summary>
    internal const int MaxBytes = 128 << 20;

    private const int OldestVersion = 2;

    /// <summary>Reads the graph of a project.</summary>
    /// <param name="path">Absolute path of the assets file.</param>
    /// <exception cref="InvalidDataException">Not an assets file that NuGet of this SDK knows, contradicting itself, or of a restore that failed.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static DependencyGraph Read(string path)
    {
        var content = BoundedFile.ReadAllBytes(path, MaxBytes);
        StrictJson.Parse(content, path).Dispose();
        var log = new FirstError();
        var file = new LockFileFormat().Read(new MemoryStream(content, writable: false), log, path);
        if (log.Message is { } problem)
            throw Invalid(path, $"NuGet cannot read it: {problem}");
        if (file.Version < OldestVersion || file.Version > LockFileFormat.Version)
            throw Invalid(path, file.Version == int.MinValue ? "it states no version" : $"version {file.Version} is not known; known are {OldestVersion} to {LockFileFormat.Version}");
        if (file.LogMessages.FirstOrDefault(m => m.Level == LogLevel.Error) is { } failed)
            throw Invalid(path, $"the restore that wrote it failed: {failed.Code}: {failed.Message}");
        try
        {
            return Graph(file, path);
        }
        catch (InvalidDataException e) when (BadInput.Place(e) is null)
        {
            throw Invalid(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static DependencyGraph Graph(RestoredAssets file, string path)
    {
        var restore = file.PackageSpec?.RestoreMetadata;
        if (restore?.ProjectPath is not { Length: > 0 } project)
            throw Invalid(path, "it does not say which project it belongs to (project.restore.projectPath)");
        if (file.Targets.Count == 0)
            throw Invalid(path, "it has no target framework");
        return new DependencyGraph(
            project,
            restore.ProjectName is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(project),
            file.PackageSpec!.Version?.ToNormalizedString() ?? "1.0.0",
            AssetsTarget.ReadAll(file),
            file.PackageFolders.Select(f => f.Path),
            restore.Sources.Select(s => WithoutCredentials(s.Source)).Distinct(),
            restore.RestoreLockProperties?.RestoreLockedMode ?? false)
        {
            Projects = [.. file.Libraries.Where(l => l.Type == "project" && l.MSBuildProject is not null)
                .Select(l => Path.GetFullPath(l.MSBuildProject, Path.GetDirectoryName(Path.GetFullPath(project))!)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Downloads = AssetsDownloads.Packages(file.PackageSpec.TargetFrameworks),
            AutoReferenced = AssetsDownloads.AutoReferenced(file.PackageSpec.TargetFrameworks),
            DotNetSdkVersion = AssetsDownloads.DotNetSdkVersion(file.PackageSpec.TargetFrameworks),
        };
    }

    /// <summary>A feed as it may be written down: user names, passwords, tokens in a query and fragments are left out.</summary>
    internal static string WithoutCredentials(string source)
    {
        // One that has none of these stays as it was written: taking it apart would add a slash to https://host.
        if (Uri.TryCreate(source, UriKind.Absolute, out var uri))
            return uri.IsFile || uri.Host.Length == 0 || uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0 ? source : uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        // A URL that cannot be taken apart cannot be cleaned either.
        return source.IndexOf("://", StringComparison.Ordinal) is var end and > 0 ? source[..(end + 3)] : source;
    }

    private static InvalidDataException Invalid(string path, string reason, Exception? inner = null) => BadInput.At(new(path), reason, inner);

    private sealed class FirstError : LoggerBase
    {
        public string? Message { get; private set; }

        public override void Log(ILogMessage message)
        {
            if (message.Level == LogLevel.Error)
                Message ??= message.Message.TrimEnd('.');
        }

        public override Task LogAsync(ILogMessage message)
        {
            Log(message);
            return Task.CompletedTask;
        }
    }
}
