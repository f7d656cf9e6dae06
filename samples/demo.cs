#:property PublishAot=false
#:property TargetFramework=net10.0
#:property Nullable=enable

// The main job of SupplyChainSdk, from nothing: packs the SDK into a local feed, builds and packs a library that uses it, verifies the
// package, and then shows that tampering is refused: with the package, with a dependency, with the lock file, with the licence.
// Everything happens below artifacts/demo of the repository. Exit code 0 only when every step ended as it should.

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;

var repository = Path.GetDirectoryName(Path.GetDirectoryName(ThisFile()))!;
var demo = Path.Combine(repository, "artifacts", "demo");
var feed = Path.Combine(demo, "feed");
var packages = Path.Combine(demo, "packages");
var tool = Path.Combine(repository, "src", "SupplyChainSdk.Tool", "bin", "Release", "net10.0", "supplychain.dll");
var steps = 0;

if (Directory.Exists(demo))
    Directory.Delete(demo, recursive: true);
Directory.CreateDirectory(feed);
// The demo's projects are a user's: the settings of this repository end here.
foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
    File.WriteAllText(Path.Combine(demo, name), "<Project />");

Title("Pack SupplyChainSdk into a local feed");
Dotnet(repository, 0, "pack", "src/SupplyChainSdk", "-o", feed, "--nologo", "-v", "quiet");
Dotnet(repository, 0, "build", "src/SupplyChainSdk.Tool", "-c", "Release", "--nologo", "-v", "quiet");

Title("Build a library twice, in two folders, from one commit");
var one = Library("one");
var two = Library("two");
Tool(demo, 0, "keys", "new", "release");
// As on a build server: paths of this machine stay out of the assembly, the lock that counts is the committed one, gates run in full.
Environment.SetEnvironmentVariable("CI", "true");
foreach (var library in new[] { one, two })
{
    Dotnet(library, 0, "restore", "--locked-mode", "--nologo", "-v", "quiet");
    Dotnet(library, 0, "pack", "--no-restore", "--nologo", "-v", "minimal", $"-p:SupplyChainSigningKey={Path.Combine(demo, "release.key")}");
}
var nupkg = Path.Combine(one, "bin", "Release", "Contoso.Widgets.1.2.3.nupkg");
// The signature in the attestation is another one each time; what was built is the package without it.
foreach (var library in new[] { one, two })
    Tool(demo, 0, "strip", Path.Combine(library, "bin", "Release", "Contoso.Widgets.1.2.3.nupkg"), "-o", Path.Combine(demo, $"built-{Path.GetFileName(library)}.nupkg"));
Expect("both folders gave the same bytes", File.ReadAllBytes(Path.Combine(demo, "built-one.nupkg")).AsSpan()
    .SequenceEqual(File.ReadAllBytes(Path.Combine(demo, "built-two.nupkg"))));

Title("Verify it, as anybody could who has the public key");
foreach (var file in Directory.GetFiles(Path.GetDirectoryName(nupkg)!).Order(StringComparer.Ordinal))
    Console.WriteLine($"  {Path.GetFileName(file)}");
Tool(demo, 0, "verify", nupkg, "--key", Path.Combine(demo, "release.pub"));

Title("Tamper with a copy: one more file in the package");
var tampered = Path.Combine(demo, "tampered", Path.GetFileName(nupkg));
Directory.CreateDirectory(Path.GetDirectoryName(tampered)!);
File.Copy(nupkg, tampered);
File.Copy($"{nupkg}.sigstore.json", $"{tampered}.sigstore.json");
using (var zip = ZipFile.Open(tampered, ZipArchiveMode.Update))
    zip.CreateEntry("tools/extra.txt");
Tool(demo, 1, "verify", tampered, "--key", Path.Combine(demo, "release.pub"));

Title("Tamper with a dependency: one byte of a package in the packages folder");
var dependency = Directory.GetFiles(Path.Combine(packages, "newtonsoft.json"), "*.nupkg", SearchOption.AllDirectories).Single();
var original = File.ReadAllBytes(dependency);
var changed = original.ToArray();
changed[original.Length / 2] ^= 1;
File.WriteAllBytes(dependency, changed);
Dotnet(one, 1, "build", "--no-restore", "--nologo", "-v", "quiet");
File.WriteAllBytes(dependency, original);

Title("Tamper with the lock file: one character of a hash");
var lockFile = Path.Combine(one, "packages.lock.json");
var committed = File.ReadAllText(lockFile);
var at = committed.IndexOf("\"contentHash\": \"", StringComparison.Ordinal) + "\"contentHash\": \"".Length;
File.WriteAllText(lockFile, $"{committed[..at]}{(committed[at] == 'A' ? 'B' : 'A')}{committed[(at + 1)..]}");
Dotnet(one, 1, "build", "--no-restore", "--nologo", "-v", "quiet");
File.WriteAllText(lockFile, committed);

Title("Deny a licence that a dependency has");
File.WriteAllText(Path.Combine(one, "supplychain.json"), """{ "version": 1, "licenses": { "deny": ["copyleft-strong", "MIT"] } }""");
Dotnet(one, 1, "build", "--no-restore", "--nologo", "-v", "quiet");

Console.WriteLine();
Console.WriteLine($"{steps} steps ended as they should.");
return 0;

// A copy of the sample in a folder of its own, committed to a git repository with a fixed date, as a real library would be.
string Library(string name)
{
    var folder = Path.Combine(demo, name);
    CopyFolder(Path.Combine(repository, "samples", "Contoso.Widgets"), folder);
    File.WriteAllText(Path.Combine(folder, "nuget.config"),
        $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{packages}" /></config>
          <packageSources><add key="demo" value="{feed}" /></packageSources>
        </configuration>
        """);
    File.WriteAllText(Path.Combine(folder, ".gitignore"), "bin/\nobj/\nnuget.config\n");
    // The lock file names the SDK that was packed a minute ago, so it is made here; a real library has it committed.
    Dotnet(folder, 0, "restore", "--use-lock-file", "--nologo", "-v", "quiet");
    foreach (var command in new[] { "init -q -b main", "add .", "-c user.name=demo -c user.email=demo@example.com commit -q -m Widgets --date=2026-01-02T03:04:05Z" })
        Run(folder, 0, "git", command.Split(' '), ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z"));
    return folder;
}

void Dotnet(string folder, int expected, params string[] arguments) => Run(folder, expected, "dotnet", arguments);

void Tool(string folder, int expected, params string[] arguments) => Run(folder, expected, "dotnet", [tool, .. arguments]);

void Run(string folder, int expected, string program, string[] arguments, params (string Name, string Value)[] environment)
{
    Console.WriteLine($"$ {(Environment.GetEnvironmentVariable("CI") == "true" && program == "dotnet" && arguments[0] != tool ? "CI=true " : "")}{(arguments[0] == tool ? "supplychain" : program)} {string.Join(' ', arguments.Where(a => a != tool).Select(Shown))}");
    var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
    foreach (var (name, value) in environment)
        start.Environment[name] = value;
    using var process = Process.Start(start)!;
    process.WaitForExit();
    Expect($"exit code {expected}", process.ExitCode == expected, $"exit code {process.ExitCode}");
}

string Shown(string argument) => argument.Replace(demo + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

void Expect(string what, bool holds, string? found = null)
{
    if (!holds)
    {
        Console.WriteLine($"FAILED: expected {what}{(found is null ? "" : $", found {found}")}.");
        Environment.Exit(1);
    }
    steps++;
}

static void Title(string text) => Console.WriteLine($"\n== {text}");

static void CopyFolder(string from, string to)
{
    foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
    {
        var relative = Path.GetRelativePath(from, file);
        if (relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            continue;
        var target = Path.Combine(to, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }
}

static string ThisFile([CallerFilePath] string path = "") => path;
