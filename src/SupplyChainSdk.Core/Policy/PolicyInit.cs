using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Policy;

/// <summary>A file that <c>supplychain init</c> would like to be there.</summary>
/// <param name="Path">Relative to the repository root, with <c>/</c>.</param>
/// <param name="Content">What is written when <paramref name="Exists"/> is false; UTF-8 without byte order mark.</param>
/// <param name="Exists">There is one already: it is left alone, whatever is in it.</param>
/// <param name="Diff">What is written, or what an existing file lacks, as a unified diff; empty when it lacks nothing, and for what only a program reads.</param>
/// <param name="Note">One line for people.</param>
public sealed record InitFile(string Path, string Content, bool Exists, string Diff, string Note);

/// <summary>What <c>supplychain init</c> writes and shows. It overwrites nothing.</summary>
public static class PolicyInit
{
    private const string PropsPath = "Directory.Build.props";
    private const string LockProperty = "RestorePackagesWithLockFile";

    /// <summary>The name of the JSON schema beside the policy.</summary>
    public const string SchemaPath = "supplychain.schema.json";

    /// <summary>A commented policy to begin with.</summary>
    public static string StarterPolicy =>
        $$"""
        // What this repository allows of the packages it uses. Comments and trailing commas are fine.
        // The files from a project up to the repository root compose, and the strictest wins; to see what counts: supplychain policy
        {
          "$schema": "supplychain.schema.json",
          "version": 1,

          // packages.lock.json is there, matches what was restored, and in CI is the committed one. error | warning | off
          // Locked packages are downloaded again and compared: before anything is signed ("release"), in every check ("always"), or never ("off").
          "lock": { "enforce": "error", "againstSource": "release" },

          // Every package has the content hash that was locked; "used": so have the extracted files that a build can use; "all": every file; "hashes": the archives alone.
          "integrity": { "enforce": "error", "files": "used" },

          // Whose signatures packages must have:
          //   "signatures": { "rules": [ { "packages": "Contoso.*", "requireAuthor": true, "fingerprints": ["SHA-256 of the certificate"] } ] },
          // Who published them, as publishers.json beside this file remembers it, and how old a version must be:
          //   "publishers": { "enforce": "warning", "minimumAge": "7d" },

          "licenses": {
            "enforce": "error",
            // SPDX ids, "id WITH exception", LicenseRef-…, and sets: {{string.Join(", ", LicenseSet.All.Keys.Order(StringComparer.Ordinal))}}.
            "deny": ["copyleft-strong"],
            // A licence that is not known: begin with a warning, clarify what it lists, then make it an error.
            "unknown": "warning",
            // "shipped", or "all" to judge development-only packages too.
            "scope": "shipped",
            // What somebody found out:
            //   { "package": "Foo", "expression": "MIT", "file": "LICENSE.txt", "sha256": "…", "reason": "read on …" }
            "clarify": [],
            // What is let through, until a day:
            //   { "package": "Bar", "version": "[1.0,2.0)", "license": "LGPL-3.0-only", "reason": "…", "owner": "…", "expires": "YYYY-MM-DD" }
            "exceptions": [],
          },
        }

        """.ReplaceLineEndings("\n");

    /// <summary>The steps of a GitHub Actions job; shown, never written: the workflow is the user's.</summary>
    public static string CiSteps =>
        """
        # In the job that builds, after actions/checkout and actions/setup-dotnet:
        - run: dotnet restore --locked-mode
        # The gates from outside the build, before the code of any package runs. Once, and commit what they write:
        #   dotnet new tool-manifest && dotnet tool install SupplyChainSdk.Tool
        #   dotnet supplychain lock     # the tool itself, which no lock file of NuGet holds; again when its version changes
        - run: dotnet tool restore && dotnet supplychain check
        - run: dotnet build --no-restore

        """.ReplaceLineEndings("\n");

    /// <summary>What to do when the files are there.</summary>
    public static string NextStep =>
        """
        Next: 'dotnet restore --use-lock-file' writes a packages.lock.json for each project; commit it with these files.
        Where there are local tools or MSBuild SDKs, 'supplychain lock' locks those; commit supplychain.lock.json too.
        Then 'supplychain check' shows what the gates find, and 'supplychain policy' what counts.
        """.ReplaceLineEndings("\n");

    /// <summary>The JSON schema of <c>supplychain.json</c>, as it is shipped in the package.</summary>
    public static string Schema()
    {
        using var stream = typeof(PolicyInit).Assembly.GetManifestResourceStream(SchemaPath)
            ?? throw new InvalidOperationException("The schema is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The files, in the order in which they are shown.</summary>
    /// <param name="read">The text of an existing file of the repository root by its relative path; null when there is none.</param>
    public static ImmutableArray<InitFile> Plan(Func<string, string?> read) =>
    [
        Whole(PolicyFile.FileName, StarterPolicy, read(PolicyFile.FileName)),
        ForEditors(Whole(SchemaPath, Schema(), read(SchemaPath))),
        Props(read(PropsPath)),
    ];

    private static InitFile Whole(string path, string content, string? existing) => existing is null
        ? new InitFile(path, content, false, UnifiedDiff.NewFile(path, content), $"{path}: new")
        : new InitFile(path, content, true, "", $"{path}: is there, left alone");

    // Nobody reads it, and it would push what somebody should read off the screen.
    private static InitFile ForEditors(InitFile schema) => schema.Exists ? schema
        : schema with { Diff = "", Note = $"+ {schema.Path} ({UnifiedDiff.Lines(schema.Content).Length} lines, the schema your editor uses)" };

    private static InitFile Props(string? existing)
    {
        string[] group =
        [
            "  <PropertyGroup>",
            "    <!-- Restore writes packages.lock.json; commit it. -->",
            $"    <{LockProperty}>true</{LockProperty}>",
            "    <!-- In CI restore fails when it would change. The variables of CI systems are named here because restore does not read what a package brings. -->",
            $"    <RestoreLockedMode Condition=\"'{string.Concat(CIEnvironment.Signs.Select(name => $"$({name})"))}' != ''\">true</RestoreLockedMode>",
            "  </PropertyGroup>",
        ];
        var content = string.Join('\n', ["<Project>", .. group, "</Project>", ""]);
        if (existing is null)
            return new InitFile(PropsPath, content, false, UnifiedDiff.NewFile(PropsPath, content), $"{PropsPath}: new");
        if (Sets(existing))
            return new InitFile(PropsPath, content, true, "", $"{PropsPath}: is there and sets {LockProperty}, left alone");
        var end = Array.FindLastIndex(UnifiedDiff.Lines(existing), line => line.TrimStart().StartsWith("</Project>", StringComparison.Ordinal));
        var diff = end >= 0 ? UnifiedDiff.Insertion(PropsPath, existing, end, group) : string.Concat(group.Select(line => $"+{line}\n"));
        return new InitFile(PropsPath, content, true, diff, $"{PropsPath}: is there, left alone; add these lines yourself");
    }

    private static bool Sets(string props)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(props), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader).Descendants().Any(e => e.Name.LocalName.Equals(LockProperty, StringComparison.OrdinalIgnoreCase));
        }
        catch (XmlException)
        {
            // MSBuild will say what is wrong with it; nothing is written either way.
            return false;
        }
    }
}
