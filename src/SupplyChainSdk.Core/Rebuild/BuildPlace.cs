using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Rebuild;

/// <summary>Something that a build must not take in, and its two values.</summary>
/// <param name="Name">Such as <c>TZ</c>.</param>
/// <param name="First">In the first build.</param>
/// <param name="Second">In the second.</param>
public sealed record Variation(string Name, string First, string Second);

/// <summary>Where one of the two builds of a reproduction runs.</summary>
/// <param name="Number">1 or 2.</param>
/// <param name="Tree">Where the commit is checked out.</param>
/// <param name="Output">Where the packages go.</param>
/// <param name="Environment">That of this process, but for what is varied.</param>
/// <param name="Processes">How many MSBuild may use; null for all.</param>
/// <param name="Umask">Null where there is none.</param>
internal sealed record BuildPlace(int Number, string Tree, string Output, Dictionary<string, string> Environment, int? Processes, string? Umask)
{
    // No comma: MSBuild would take it for the end of a property.
    private static readonly string[] Folders = ["a", "another folder of another length"];
    private static readonly bool HasUmask = !OperatingSystem.IsWindows();

    /// <summary>In words without any path of this machine.</summary>
    public static ImmutableArray<Variation> Variations { get; } =
    [
        new("cores", "1", "all"),
        new("folder", "short", "long, with blanks"),
        new("home", "one", "another"),
        new("locale", "C.UTF-8", "tr_TR.UTF-8"),
        new("packages folder", "empty", "another, empty"),
        new("time zone", "UTC", "Asia/Kathmandu"),
        .. HasUmask ? [new("umask", "022", "077")] : ImmutableArray<Variation>.Empty,
        new("user", "first", "second"),
    ];

    /// <summary>Both of them.</summary>
    /// <param name="work">Absolute path of a folder that is removed afterwards.</param>
    /// <param name="inherited">The variables of this process.</param>
    public static IEnumerable<BuildPlace> Two(string work, IDictionary inherited)
    {
        foreach (var number in (int[])[1, 2])
        {
            var place = Path.Combine(work, Folders[number - 1]);
            var home = Directory.CreateDirectory(Path.Combine(place, "home")).FullName;
            GiveSettings(home);
            yield return new BuildPlace(number, Path.Combine(place, "source"), Path.Combine(place, "out"), Vary(inherited, place, home, isFirst: number == 1),
                number == 1 ? 1 : null, HasUmask ? Of("umask", number) : null);
        }
    }

    private static Dictionary<string, string> Vary(IDictionary inherited, string place, string home, bool isFirst)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in inherited)
        {
            var name = (string)variable.Key;
            // Those that lead this process to the libraries of its SDK, and those by which packages, caches or a locale would be shared.
            if (!name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("LC_", StringComparison.Ordinal) && !name.StartsWith("XDG_", StringComparison.Ordinal)
                && name is not ("NUGET_HTTP_CACHE_PATH" or "NUGET_SCRATCH" or "NUGET_PLUGINS_CACHE_PATH" or "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT" or "DOTNET_PROCESSOR_COUNT" or "LANGUAGE"))
                environment[name] = (string)variable.Value!;
        }
        environment["HOME"] = environment["DOTNET_CLI_HOME"] = home;
        if (OperatingSystem.IsWindows())
            environment["USERPROFILE"] = environment["APPDATA"] = environment["LOCALAPPDATA"] = home;
        environment["NUGET_PACKAGES"] = Path.Combine(place, "packages");
        environment["TZ"] = Of("time zone", isFirst ? 1 : 2);
        environment["LANG"] = environment["LC_ALL"] = Of("locale", isFirst ? 1 : 2);
        environment["USER"] = environment["LOGNAME"] = environment["USERNAME"] = Of("user", isFirst ? 1 : 2);
        if (isFirst)
            environment["DOTNET_PROCESSOR_COUNT"] = 1.ToString(CultureInfo.InvariantCulture);
        // As a release is built.
        environment["CI"] = "true";
        foreach (var (name, value) in ScrubbedEnvironment.Quiet)
            environment[name] = value;
        return environment;
    }

    private static string Of(string name, int number) => Variations.First(v => v.Name == name) is var variation && number == 1 ? variation.First : variation.Second;

    // The sources of packages of a user stay: it is the same person's build.
    private static void GiveSettings(string home)
    {
        var user = System.Environment.GetFolderPath(OperatingSystem.IsWindows() ? System.Environment.SpecialFolder.ApplicationData : System.Environment.SpecialFolder.UserProfile);
        foreach (var settings in (string[])[Path.Combine(".nuget", "NuGet"), Path.Combine(".config", "NuGet"), "NuGet"])
        {
            var folder = Path.Combine(user, settings);
            if (user.Length == 0 || !Directory.Exists(folder))
                continue;
            foreach (var file in Directory.EnumerateFiles(folder, "*.*onfig"))
            {
                Directory.CreateDirectory(Path.Combine(home, settings));
                File.Copy(file, Path.Combine(home, settings, Path.GetFileName(file)));
            }
        }
    }
}
