using System.Globalization;
using System.Runtime.InteropServices;
using SupplyChainSdk.Benchmarks;

// dotnet run -c Release --project tests/SupplyChainSdk.Benchmarks [-- NAME…]; docs/performance.md says what it needs and measures.
if (args is [InProcess.Child, var what, var folder])
{
    InProcess.Measure(what, folder);
    return 0;
}
if (args is [Extracted.Child, var how, var project])
{
    Extracted.Measure(how, project);
    return 0;
}

if (args is [Dependencies.Child, _, var generated])
{
    Dependencies.Measure(generated);
    return 0;
}

if (args is [Licenses.Child, _, var large])
{
    Licenses.Measure(large);
    return 0;
}

(string Name, Func<IEnumerable<Row>> Run)[] benchmarks =
[
    ("noop", Builds.NothingChanged),
    ("attested", () => [AttestedBuilds.NothingChanged(25)]),
    ("check", () => [.. Builds.FirstCheck(), .. InProcess.Check()]),
    ("extracted", Extracted.Compare),
    ("sbom", InProcess.Sbom),
    ("cdxgen", SbomComparison.Run),
    ("pack", Packs.SbomProvenanceSignature),
    ("archive", Archives.AppendAndStrip),
    ("verify", Verifications.OneAndMany),
    ("bundles", () => [.. Bundles.Verify(), .. IdentityVerifications.Processes()]),
    ("provenance", Dependencies.Verify),
    ("licenses", Licenses.Identify),
];
if (args.Except(benchmarks.Select(b => b.Name)).ToList() is { Count: > 0 } unknown)
{
    Console.Error.WriteLine($"Unknown: {string.Join(", ", unknown)}. Known: {string.Join(", ", benchmarks.Select(b => b.Name))}.");
    return 2;
}

var started = DateTime.UtcNow;
var loadBefore = Load();
var rows = new List<string>();
try
{
    Programs.Run(Workspace.Repository, "dotnet", "build", Path.Combine("src", "SupplyChainSdk.Tool"), "-c", "Release");
    foreach (var (name, run) in benchmarks.Where(b => args.Length == 0 || args.Contains(b.Name)))
    {
        Console.Error.WriteLine($"{DateTime.UtcNow - started:mm\\:ss} {name} …");
        foreach (var row in run())
        {
            rows.Add(row.ToString());
            Console.Error.WriteLine(row);
        }
    }
}
finally
{
    if (Directory.Exists(Workspace.Root))
        Directory.Delete(Workspace.Root, recursive: true);
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{started:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET SDK {Programs.Run(Workspace.Repository, "dotnet", "--version").Trim()}; load before {loadBefore}, after {Load()}; {(DateTime.UtcNow - started).TotalMinutes:F0} minutes."));
Console.WriteLine();
Console.WriteLine(Row.Heading);
foreach (var row in rows)
    Console.WriteLine(row);
return 0;

// The last minute's; this run itself is part of the second figure.
static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
