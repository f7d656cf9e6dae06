namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>A temporary folder of policy files.</summary>
internal sealed class PolicyTree : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("policy-ü ").FullName;

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

    public string Relative(IEnumerable<string> paths) =>
        string.Join(' ', paths.Select(p => Path.GetRelativePath(Folder, p).Replace('\\', '/')));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
