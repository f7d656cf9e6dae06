using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What changed in one lock file, of NuGet or of SDKs and tools.</summary>
/// <param name="Path">Absolute path of the newer one.</param>
/// <param name="Note">What there is to say about the file itself, in one sentence without a full stop; empty when it is on both sides.</param>
/// <param name="Changes">Alarms first.</param>
public sealed record ExplainedLock(string Path, string Note, ImmutableArray<LockChange> Changes)
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Explains two files.</summary>
    /// <param name="before">Absolute path of the older one.</param>
    /// <param name="after">Absolute path of the newer one.</param>
    /// <exception cref="InvalidDataException">One is no lock file, or they are of two kinds.</exception>
    /// <exception cref="IOException">One is missing, or may not be read.</exception>
    public static ExplainedLock OfFiles(string before, string after)
    {
        var (old, now) = (BoundedFile.ReadAllBytes(before, MaxBytes), BoundedFile.ReadAllBytes(after, MaxBytes));
        return (IsToolLock(old, before), IsToolLock(now, after)) switch
        {
            (true, true) => new ExplainedLock(after, "", ToolLockExplanation.Explain(ToolLock.Parse(old, before), ToolLock.Parse(now, after))),
            (false, false) => new ExplainedLock(after, "", LockExplanation.Explain(LockFile.Parse(old, before), LockFile.Parse(now, after))),
            _ => throw BadInput.At(new(after), $"one is a lock file of NuGet and the other a {ToolLock.FileName}: name two of one kind"),
        };
    }

    /// <summary>Explains what the working tree changed since a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="paths">Absolute paths of lock files, whether or not they are there.</param>
    /// <returns>Those that are in the commit or in the working tree.</returns>
    /// <exception cref="InvalidDataException">One is no lock file.</exception>
    /// <exception cref="IOException">git failed, or a file may not be read.</exception>
    public static ImmutableArray<ExplainedLock> OfCommit(CommitFiles commit, IEnumerable<string> paths)
    {
        var files = paths.Distinct(StringComparer.Ordinal).Select(path => (Path: path, Old: commit.Read(RealPath.Of(path)), Now: File.Exists(path) ? BoundedFile.ReadAllBytes(path, MaxBytes) : null))
            .Where(f => f.Old is not null || f.Now is not null).ToList();
        // What the .NET SDK references by itself stands in the lock file of NuGet, and which SDK it was in the other.
        var dotNetSdk = files.Where(f => f.Old is not null && f.Now is not null && IsToolLock(f.Now, f.Path))
            .Select(f => ToolLockExplanation.DotNetSdks(ToolLock.Parse(f.Old!, f.Path), ToolLock.Parse(f.Now!, f.Path))).FirstOrDefault("");
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => Explain(f.Path, f.Old, f.Now, commit.Name, dotNetSdk))];
    }

    /// <summary>The explanations as JSON (docs/lock.md).</summary>
    /// <param name="locks">They.</param>
    /// <param name="relativeTo">Absolute path of the folder that paths are relative to.</param>
    public static byte[] Json(ImmutableArray<ExplainedLock> locks, string relativeTo) => LogSafeJson.Write(json =>
    {
        json.WriteStartArray("locks");
        foreach (var file in locks)
        {
            json.WriteStartObject();
            json.WriteString("file", System.IO.Path.GetRelativePath(relativeTo, file.Path).Replace(System.IO.Path.DirectorySeparatorChar, '/'));
            if (file.Note.Length > 0)
                json.WriteString("note", file.Note);
            WriteChanges(json, file.Changes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    internal static void WriteChanges(Utf8JsonWriter json, ImmutableArray<LockChange> changes)
    {
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(change.Kind.ToString()));
            json.WriteString("cause", JsonNamingPolicy.CamelCase.ConvertName(change.Cause.ToString()));
            json.WriteString("subject", change.Subject);
            if (change.Before is not null)
                json.WriteString("before", change.Before);
            if (change.After is not null)
                json.WriteString("after", change.After);
            json.WriteString("why", change.Why);
            json.WriteStartArray("targets");
            foreach (var target in change.Targets)
                json.WriteStringValue(target);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static ExplainedLock Explain(string path, byte[]? old, byte[]? now, string commit, string dotNetSdk) =>
        old is null ? new ExplainedLock(path, $"it is not in {commit}: all of it is new", [])
        : now is null ? new ExplainedLock(path, $"it is in {commit}, and gone from the working tree", [])
        : IsToolLock(now, path) ? new ExplainedLock(path, "", ToolLockExplanation.Explain(ToolLock.Parse(old, path), ToolLock.Parse(now, path)))
        : new ExplainedLock(path, "", LockExplanation.Explain(LockFile.Parse(old, path), LockFile.Parse(now, path), dotNetSdk));

    // By its name, or by what only the one kind has: a lock file of NuGet names targets, below "dependencies" or itself.
    private static bool IsToolLock(byte[] content, string path)
    {
        if (System.IO.Path.GetFileName(path) == ToolLock.FileName)
            return true;
        using var json = StrictJson.Parse(content, path);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().All(p => p.Name is "version" or "msbuildSdks" or "tools" or "packageDownloads" or "dotnetSdk");
    }
}
