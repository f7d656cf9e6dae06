namespace SupplyChainSdk.Inputs;

/// <summary>Folders of ours in the user's cache: what can be computed or fetched again, and nobody but the user may touch.</summary>
internal static class UserCache
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A folder of ours where the user's cache is: <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, <c>~/Library/Caches</c>, <c>LOCALAPPDATA</c>; null where there is no such place.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="name">Of the folder.</param>
    public static string? FolderOf(Func<string, string?> variable, string name)
    {
        var parent = OperatingSystem.IsWindows() ? variable("LOCALAPPDATA")
            : OperatingSystem.IsMacOS() ? Below(variable("HOME"), "Library/Caches")
            // A relative one has to be ignored (XDG Base Directory Specification, 0.8).
            : variable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given) ? given : Below(variable("HOME"), ".cache");
        return parent is { Length: > 0 } && Path.IsPathRooted(parent) ? Path.Combine(parent, "SupplyChainSdk", name) : null;

        static string? Below(string? home, string path) => home is { Length: > 0 } ? Path.Combine(home, path) : null;
    }

    /// <summary>Makes a folder and the one above it, which are then the user's alone.</summary>
    /// <param name="folder">Absolute.</param>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!, Private);
        Directory.CreateDirectory(folder, Private);
    }

    /// <summary>Whether a folder and the one above it are the user's own, nobody else may enter, and neither leads elsewhere. On Windows the profile of a user is his alone.</summary>
    /// <param name="folder">Absolute.</param>
    public static bool IsPrivate(string folder) => WhyNotPrivate(folder) is null && WhyNotPrivate(Path.GetDirectoryName(folder)!) is null;

    /// <summary>Why one folder is not the user's alone, as the end of a sentence; null when it is.</summary>
    /// <param name="folder">Absolute.</param>
    public static string? WhyNotPrivate(string folder) => new DirectoryInfo(folder) switch
    {
        { Exists: false } => "is no folder",
        { LinkTarget: not null } => "is a link",
        _ when !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & ~Private) is not 0 and var mode => $"may be entered by others (mode {Convert.ToString((int)(mode | Private), 8)}, needed is 700)",
        _ => FileOwner.IsUser(folder) ? null : "belongs to somebody else",
    };
}
