using System.Text.Json;

namespace SupplyChainSdk.Inputs;

/// <summary>What an assets file says about the project it was written for; cheaper than the graph.</summary>
/// <param name="AssetsPath">Absolute path of the assets file.</param>
/// <param name="ProjectPath">As the file states it.</param>
/// <param name="NuGetLockFilePath">The property <c>NuGetLockFilePath</c> of that project; null when not set.</param>
public sealed record RestoreInfo(string AssetsPath, string ProjectPath, string? NuGetLockFilePath)
{
    private const int MaxBytes = 128 * 1024 * 1024;

    /// <summary>Reads <c>project.restore</c>.</summary>
    /// <param name="path">Absolute path of the assets file.</param>
    /// <exception cref="InvalidDataException">Not JSON, or it states no project.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static RestoreInfo Read(string path)
    {
        using var document = StrictJson.Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path);
        var restore = Property(Property(document.RootElement, "project"), "restore");
        return new RestoreInfo(path, Text(Property(restore, "projectPath"))
            ?? throw BadInput.At(new(path), "it does not say which project it belongs to (project.restore.projectPath)"),
            Text(Property(Property(restore, "restoreLockProperties"), "nuGetLockFilePath")));
    }

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } && element.Value.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } && element.Value.GetString() is { Length: > 0 } text ? text : null;
}
