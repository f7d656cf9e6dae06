using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A version that global.json gives to an MSBuild SDK.</summary>
/// <param name="Version">As written.</param>
/// <param name="Place">Its line.</param>
public sealed record SdkPin(string Version, Location Place);

/// <summary>The part of a <c>global.json</c> that names packages: <c>msbuild-sdks</c>.</summary>
/// <param name="Sdks">By name, without case.</param>
public sealed record GlobalJson(IReadOnlyDictionary<string, SdkPin> Sdks)
{
    private const string FileName = "global.json";
    private const int MaxBytes = 1 << 20;

    /// <summary>The one that counts for a project: the nearest from its folder up, to the root of the disk as MSBuild looks for it.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="probed">Gets every path that was looked at.</param>
    /// <returns>Empty when there is none.</returns>
    /// <exception cref="InvalidDataException">It cannot be understood.</exception>
    /// <exception cref="IOException">It may not be read.</exception>
    /// <remarks>Source: Microsoft.Build.NuGetSdkResolver, GlobalJsonReader.</remarks>
    public static GlobalJson For(string folder, ICollection<string> probed)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var path = Path.Combine(at, FileName);
            probed.Add(path);
            if (File.Exists(path))
                return Read(path);
        }
        return new GlobalJson(new Dictionary<string, SdkPin>());
    }

    private static GlobalJson Read(string path)
    {
        var json = CommentedJson.Read(path, MaxBytes);
        var pins = new Dictionary<string, SdkPin>(StringComparer.OrdinalIgnoreCase);
        if (json.Members(json.Root, StringComparer.Ordinal).GetValueOrDefault("msbuild-sdks") is { } sdks)
        {
            foreach (var (name, member) in json.Members(sdks.Value, StringComparer.OrdinalIgnoreCase))
                pins.Add(name, new SdkPin(json.Text(member), json.At(member.Offset)));
        }
        return new GlobalJson(pins);
    }
}
