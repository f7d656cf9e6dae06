namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>A temporary folder of one test.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("supplychain tests ü ").FullName;

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Write(string path, string content)
    {
        var full = At(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public void Dispose()
    {
        // git marks its objects read-only.
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
    }
}
