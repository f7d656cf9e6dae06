namespace SupplyChainSdk.Benchmarks;

/// <summary>The projects that are built.</summary>
internal static class Projects
{
    /// <summary>A library with two packages and 20 files.</summary>
    public static (string Without, string With) Small { get; } = Workspace.Pair("Small", (folder, reference) =>
    {
        Workspace.Write(Path.Combine(folder, "Small.csproj"), Workspace.Project(
            """<PackageReference Include="Newtonsoft.Json" Version="13.0.4" /><PackageReference Include="Serilog.Sinks.File" Version="5.0.0" />""" + reference,
            "<GenerateDocumentationFile>true</GenerateDocumentationFile>"));
        Workspace.WriteSources(folder, 20);
    });

    /// <summary>A library with 60 packages and 300 files.</summary>
    public static (string Without, string With) Medium { get; } = Workspace.Pair("Medium", (folder, reference) =>
    {
        Workspace.Write(Path.Combine(folder, "Medium.csproj"), Workspace.Project(
            """
            <PackageReference Include="Newtonsoft.Json" Version="13.0.4" /><PackageReference Include="Serilog.Sinks.File" Version="5.0.0" />
            <PackageReference Include="Dapper" Version="2.1.86" /><PackageReference Include="Polly" Version="8.9.1" />
            <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" /><PackageReference Include="YamlDotNet" Version="16.3.0" />
            <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="10.0.0" /><PackageReference Include="CsvHelper" Version="34.0.0" />
            """ + reference,
            "<GenerateDocumentationFile>true</GenerateDocumentationFile><RestoreEnablePackagePruning>false</RestoreEnablePackagePruning><NuGetAudit>false</NuGetAudit><NoWarn>$(NoWarn);NU1603</NoWarn>"));
        Workspace.WriteSources(folder, 300);
    });

    /// <summary>Ten libraries, each with two packages and a reference to the one before it.</summary>
    public static (string Without, string With) Solution { get; } = Workspace.Pair("Solution", (folder, reference) =>
    {
        var projects = Enumerable.Range(0, 10).Select(i => $"Lib{i}").ToArray();
        for (var i = 0; i < projects.Length; i++)
        {
            var before = i == 0 ? "" : $"""<ProjectReference Include="../{projects[i - 1]}/{projects[i - 1]}.csproj" />""";
            Workspace.Write(Path.Combine(folder, projects[i], $"{projects[i]}.csproj"), Workspace.Project(
                $"""<PackageReference Include="Newtonsoft.Json" Version="13.0.4" /><PackageReference Include="Serilog.Sinks.File" Version="5.0.0" />{before}{reference}"""));
            Workspace.Write(Path.Combine(folder, projects[i], "Class.cs"), $"namespace {projects[i]};\n\npublic class Class;\n");
        }
        Workspace.Write(Path.Combine(folder, "Solution.slnx"), $"<Solution>{string.Concat(projects.Select(p => $"<Project Path=\"{p}/{p}.csproj\" />"))}</Solution>");
    }, "Solution.slnx");

    /// <summary>The web application with 171 packages of the test data.</summary>
    public static (string Without, string With) Large { get; } = Workspace.Pair("Large", (folder, reference) =>
    {
        var source = Path.Combine(TestData, "graphs", "large");
        foreach (var file in (string[])["Program.cs", "packages.lock.json"])
            Workspace.Write(Path.Combine(folder, file), File.ReadAllText(Path.Combine(source, file)));
        Workspace.Write(Path.Combine(folder, "bigapp.csproj"), File.ReadAllText(Path.Combine(source, "bigapp.csproj"))
            .Replace("</ItemGroup>", reference + "</ItemGroup>", StringComparison.Ordinal));
    });

    /// <summary>The folder of the third-party test data.</summary>
    public static string TestData => Environment.GetEnvironmentVariable("SUPPLYCHAIN_TESTDATA") is { Length: > 0 } named ? named : Path.Combine(Workspace.Repository, "..", "shared", "data");

    public static string AssetsOf(string folder) => Path.Combine(folder, "obj", "project.assets.json");
}
