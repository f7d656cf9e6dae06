namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>A temporary folder of policy files.</summary>
internal sealed class PolicyTree : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("policy-ü ").FullName;

    /// <summary>Makes a folder what git takes for the root of a repository.</summary>
    public void Repository(string folder)
    {
        Write($"{folder}/.git/HEAD", "ref: refs/heads/main\n");
        Directory.CreateDirectory(Path.Combine(Folder, $"{folder}/.git/objects"));
        Directory.CreateDirectory(Path.Combine(Folder, $"{folder}/.git/refs"));
    }

    public string Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public void Link(string path, string target)
    {
        var full = Path.Combine(Folder, path);
        File.Delete(full);
        File.CreateSymbolicLink(full, target);
    }

    public static void Forbid(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
    }

    public string Relative(IEnumerable<string> paths) =>
        string.Join(' ', paths.Select(p => Path.GetRelativePath(Folder, p).Replace('\\', '/')));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
