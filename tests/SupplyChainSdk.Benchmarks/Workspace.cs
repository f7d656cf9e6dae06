using System.Security;

namespace SupplyChainSdk.Benchmarks;

/// <summary>The package as it ships in a folder feed, and projects that use it beside the same projects that do not.</summary>
internal static class Workspace
{
    private static readonly Lazy<string> Feed = new(PackProduct);

    public static string Repository { get; } = FindRepository();

    /// <summary>Kept between runs: the packages of the projects, and cdxgen.</summary>
    public static string Artifacts { get; } = Path.Combine(Repository, "artifacts", "benchmarks");

    public static string Packages { get; } = Path.Combine(Artifacts, "packages");

    // A version of its own, so that no cache holds an older package.
    public static string Version { get; } = $"0.1.0-bench.{DateTime.UtcNow:yyyyMMdd'.1'HHmmss}";

    /// <summary>Outside the repository, whose Directory.Build.* must not apply; deleted at the end.</summary>
    public static string Root { get; } = Path.Combine(Path.GetTempPath(), $"supplychain-benchmarks-{Environment.ProcessId}");

    public static string Tool { get; } = Path.Combine(Repository, "src", "SupplyChainSdk.Tool", "bin", "Release", "net10.0", "supplychain.dll");

    /// <summary>Two copies of one repository of projects, restored, built and committed: without the SDK, and with it.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="write">Writes the projects into a folder; the second argument is the reference to the SDK, or nothing.</param>
    /// <param name="build">What to build in it.</param>
    public static (string Without, string With) Pair(string name, Action<string, string> write, params string[] build) =>
        (Copy(name, "without", "", write, build),
         Copy(name, "with", $"""<PackageReference Include="SupplyChainSdk" Version="{Version}" PrivateAssets="all" />""", write, build));

    /// <summary>A policy with a rule for licences.</summary>
    /// <param name="asks"><c>lock.againstSource</c>.</param>
    public static string Policy(string asks = "release") =>
        $$"""{ "version": 1, "lock": { "againstSource": "{{asks}}" }, "licenses": { "deny": ["AGPL-3.0-only"], "unknown": "off" } }""";

    /// <summary>Commits everything that changed.</summary>
    public static void Commit(string folder)
    {
        Programs.Run(folder, "git", "add", "-A");
        Programs.Run(folder, "git", "-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "--allow-empty", "-m", "Benchmark");
    }

    public static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public static string Project(string references, string properties = "", string sdk = "Microsoft.NET.Sdk") => $"""
        <Project Sdk="{sdk}">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>{properties}</PropertyGroup>
          <ItemGroup>{references}</ItemGroup>
        </Project>
        """;

    /// <summary>Source files of a library, about 150 lines each.</summary>
    public static void WriteSources(string folder, int files)
    {
        for (var i = 0; i < files; i++)
        {
            var members = string.Concat(Enumerable.Range(0, 30).Select(m => $$"""

                    /// <summary>Member {{m}}.</summary>
                    public int Member{{m}}(int x)
                    {
                        return x * {{m + i}};
                    }
                """));
            Write(Path.Combine(folder, $"Class{i}.cs"), $"namespace Sample;\n\n/// <summary>Class {i}.</summary>\npublic class Class{i}\n{{{members}\n}}\n");
        }
    }

    private static string Copy(string name, string variant, string reference, Action<string, string> write, string[] build)
    {
        var folder = Path.Combine(Root, variant, name);
        Write(Path.Combine(folder, "nuget.config"), $"""<configuration><packageSources><add key="benchmark" value="{SecurityElement.Escape(Feed.Value)}" /></packageSources></configuration>""");
        Write(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        Write(Path.Combine(folder, "Directory.Build.targets"), "<Project />");
        Write(Path.Combine(folder, ".gitignore"), "bin/\nobj/\n");
        if (reference.Length > 0)
            Write(Path.Combine(folder, "supplychain.json"), Policy());
        write(folder, reference);
        // Twice: the first one writes the lock files, and only the second one finds everything older than itself.
        Programs.Run(folder, "dotnet", ["build", .. build]);
        Programs.Run(folder, "git", "init", "-q");
        Commit(folder);
        Thread.Sleep(50);
        Programs.Run(folder, "dotnet", ["build", .. build]);
        return folder;
    }

    private static string PackProduct()
    {
        var feed = Path.Combine(Root, "feed");
        Programs.Run(Repository, "dotnet", "pack", Path.Combine("src", "SupplyChainSdk"), "-c", "Release", "-o", feed, $"-p:PackageVersion={Version}");
        var old = Path.Combine(Packages, "supplychainsdk");
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        return feed;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SupplyChainSdk.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("SupplyChainSdk.sln is not above the benchmark.");
        return folder;
    }
}
