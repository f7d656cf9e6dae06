using System.IO.Compression;
using System.Security;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Packages that a test writes entry by entry, without packing a project.</summary>
internal static class GivenPackage
{
    /// <summary>Only the feed under test and the test's own are asked, and the packages folder is the test's own.</summary>
    public static Consumer Offline(this Consumer consumer) => consumer.WithOwnPackages().Write("nuget.config", $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="under-test" value="{SecurityElement.Escape(TestFeed.Folder)}" />
            <add key="of-the-test" value="{SecurityElement.Escape(consumer.Feed)}" />
          </packageSources>
        </configuration>
        """);

    /// <summary>Puts a package into the feed of the test.</summary>
    /// <param name="consumer">Whose feed.</param>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="license">A licence expression; empty for a package that states none.</param>
    /// <param name="dependency">The id of a package of the same version that it needs, or empty.</param>
    /// <param name="entries">Entries besides the nuspec.</param>
    public static Consumer Package(this Consumer consumer, string id, string version = "1.0.0", string license = "MIT", string dependency = "",
        params (string Name, string Content)[] entries)
    {
        var expression = license.Length == 0 ? "" : $"<license type=\"expression\">{SecurityElement.Escape(license)}</license>";
        var needs = dependency.Length == 0 ? "" : $"<dependency id=\"{dependency}\" version=\"{version}\" />";
        using var file = File.Create(Path.Combine(consumer.Feed, $"{id}.{version}.nupkg"));
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        Add(zip, $"{id}.nuspec", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package>
              <metadata>
                <id>{id}</id>
                <version>{version}</version>
                <authors>Test</authors>
                <description>Given by a test.</description>
                {expression}
                <dependencies><group targetFramework="netstandard2.0">{needs}</group></dependencies>
              </metadata>
            </package>
            """);
        Add(zip, "lib/netstandard2.0/_._", "");
        Add(zip, "notes.txt", new string('n', 100));
        foreach (var (name, content) in entries)
            Add(zip, name, content);
        return consumer;
    }

    /// <summary>A real assembly, which a compiler accepts as a reference and as an analyzer.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Microsoft.Build.Locator.dll");

    /// <summary>Adds <see cref="Assembly"/> to a package in the feed.</summary>
    public static Consumer WithAssembly(this Consumer consumer, string id, string name)
    {
        using var zip = ZipFile.Open(Path.Combine(consumer.Feed, $"{id}.1.0.0.nupkg"), ZipArchiveMode.Update);
        zip.CreateEntryFromFile(Assembly, name);
        return consumer;
    }

    public static Consumer Restored(this Consumer consumer)
    {
        consumer.RunPlain("restore").Succeeds();
        return consumer;
    }

    /// <summary>The archive of a package in the packages folder.</summary>
    public static string Archive(this Consumer consumer, string id, string version = "1.0.0")
    {
        var (lowerId, lowerVersion) = (id.ToLowerInvariant(), version.ToLowerInvariant());
        return Path.Combine(consumer.Root, "packages", lowerId, lowerVersion, $"{lowerId}.{lowerVersion}.nupkg");
    }

    /// <summary>Changes one byte of the content of a package in the packages folder.</summary>
    public static void Tamper(this Consumer consumer, string id)
    {
        var archive = consumer.Archive(id);
        Evidence.Flip(archive, File.ReadAllBytes(archive).AsSpan().IndexOf("nnnnnnnn"u8));
    }

    public static string Reference(string id, string version = "1.0.0") => $"<PackageReference Include=\"{id}\" Version=\"{version}\" />";

    // Stored, so that one changed byte is one changed byte of content and not a broken stream.
    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.NoCompression).Open());
        writer.Write(content);
    }
}
