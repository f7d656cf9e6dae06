using System.Collections.Immutable;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Rebuild;

/// <summary>The variables that a stranger's build gets: those of this list, and folders of its own. No token, key or password that lies in this environment is among them.</summary>
internal static class ScrubbedEnvironment
{
    // What a process needs to run at all on Windows, and where certificates lie.
    private static readonly string[] Kept =
        ["SystemRoot", "windir", "SystemDrive", "ComSpec", "PATHEXT", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "OS", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private static readonly string[] Proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

    /// <summary>By these the .NET SDK tells nobody what it does, says it in English, and leaves no process and no certificate behind.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Quiet { get; } =
    [
        new("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), new("DOTNET_CLI_UI_LANGUAGE", "en"), new("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), new("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false"),
        new("DOTNET_ADD_GLOBAL_TOOLS_TO_PATH", "false"), new("DOTNET_NOLOGO", "1"), new("MSBUILDDISABLENODEREUSE", "1"), new("UseSharedCompilation", "false"),
    ];

    /// <summary>For a program that works in a folder which is removed afterwards.</summary>
    /// <param name="folder">Absolute; <c>home</c>, <c>tmp</c> and <c>packages</c> are made in it.</param>
    /// <param name="variable">Gives a variable of this process, null when it is not set.</param>
    public static Dictionary<string, string> In(string folder, Func<string, string?> variable)
    {
        var (home, temporary) = (Directory.CreateDirectory(Path.Combine(folder, "home")).FullName, Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = string.Join(Path.PathSeparator, ProgramPath.Folders(variable("PATH"))),
            ["HOME"] = home,
            ["TMPDIR"] = temporary,
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "UTC",
        };
        if (OperatingSystem.IsWindows())
        {
            foreach (var name in (string[])["USERPROFILE", "APPDATA", "LOCALAPPDATA"])
                environment[name] = home;
            environment["TEMP"] = environment["TMP"] = temporary;
        }
        foreach (var name in Kept)
        {
            if (variable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
        // A proxy that is named with a password is not told to strangers.
        foreach (var name in Proxies)
        {
            if (variable(name) is { Length: > 0 } value && !value.Contains('@', StringComparison.Ordinal))
                environment[name] = value;
        }
        return environment;
    }

    /// <summary>Adds what git needs to read no settings but those on its command line.</summary>
    public static Dictionary<string, string> ForGit(Dictionary<string, string> environment) => new(environment, StringComparer.Ordinal)
    {
        ["LC_ALL"] = "C",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
    };

    /// <summary>Adds what the .NET SDK needs to build as a CI job does, with a packages folder of its own and nothing that outlives it.</summary>
    /// <param name="environment">Of <see cref="In"/>.</param>
    /// <param name="folder">As given to <see cref="In"/>.</param>
    /// <param name="dotnet">Absolute path of the dotnet command.</param>
    public static Dictionary<string, string> ForDotNet(Dictionary<string, string> environment, string folder, string dotnet)
    {
        var root = Path.GetDirectoryName(dotnet)!;
        return new(environment.Concat(Quiet), StringComparer.Ordinal)
        {
            ["PATH"] = root + Path.PathSeparator + environment["PATH"],
            ["DOTNET_ROOT"] = root,
            ["DOTNET_CLI_HOME"] = environment["HOME"],
            ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
            // The rules under which releases are built: the paths of the machine stay out of the assemblies.
            ["CI"] = "true",
        };
    }
}
