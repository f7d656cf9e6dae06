using SupplyChainSdk.Inputs;
using static SupplyChainSdk.Core.Tests.Inputs.GitRepository;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class ProjectLocatorTests
{
    private const string Sdk = """<Project Sdk="Microsoft.NET.Sdk" />""";

    [TestMethod]
    public void A_project_is_found_with_its_assets_and_lock()
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "App/App.csproj");
        var assets = Restored(scratch, "App/obj", project);

        var found = ProjectLocator.Find(project).Projects.Single();

        Assert.AreEqual((project, assets, true, scratch.At("App", "packages.lock.json")), (found.Path, found.AssetsPath, found.IsRestored, found.LockPath));
    }

    [TestMethod]
    public void A_project_that_was_not_restored_is_said_to_be_so()
    {
        using var scratch = new Scratch();
        var found = ProjectLocator.Find(Project(scratch, "App/App.csproj")).Projects.Single();

        Assert.IsFalse(found.IsRestored);
        Assert.AreEqual(scratch.At("App", "obj", "project.assets.json"), found.AssetsPath);
    }

    [TestMethod]
    public void The_lock_is_where_the_assets_file_says()
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "App/App.csproj");
        Restored(scratch, "App/obj", project, "\"nuGetLockFilePath\": \"../locks/app.json\"");

        Assert.AreEqual(scratch.At("locks", "app.json"), ProjectLocator.Find(project).Projects.Single().LockPath);
    }

    [TestMethod]
    [DataRow("artifacts/obj/App", "UseArtifactsOutput")]
    [DataRow("src/artifacts/obj/App", "UseArtifactsOutput in a folder between")]
    [DataRow("build/intermediate/x/App", "BaseIntermediateOutputPath")]
    public void Assets_are_found_wherever_they_go(string folder, string why)
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "src/App/App.csproj");
        Commit(scratch);
        var assets = Restored(scratch, folder, project);

        var found = ProjectLocator.Find(project).Projects.Single();

        Assert.AreEqual((assets, true), (found.AssetsPath, found.IsRestored), why);
    }

    [TestMethod]
    public void Assets_of_another_project_in_the_same_folder_are_not_taken()
    {
        using var scratch = new Scratch();
        var one = Project(scratch, "One.csproj");
        Restored(scratch, "obj", scratch.At("Two.csproj"));

        Assert.IsFalse(ProjectLocator.Find(one).Projects.Single().IsRestored);
    }

    [TestMethod]
    public void The_newest_of_two_assets_files_counts()
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "App/App.csproj");
        var old = Restored(scratch, "App/obj", project);
        var recent = Restored(scratch, "artifacts/obj/App", project);
        File.SetLastWriteTimeUtc(old, DateTime.UnixEpoch.AddYears(50));

        Assert.AreEqual(recent, ProjectLocator.Find(project).Projects.Single().AssetsPath);
    }

    [TestMethod]
    public void A_broken_assets_file_counts_as_the_projects_own_so_that_it_is_judged()
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "App/App.csproj");
        var broken = scratch.Write("App/obj/project.assets.json", "{");

        var found = ProjectLocator.Find(project).Projects.Single();

        Assert.AreEqual((broken, true), (found.AssetsPath, found.IsRestored));
        Assert.ThrowsExactly<InvalidDataException>(() => AssetsFile.Read(found.AssetsPath));
    }

    [TestMethod]
    public void A_classic_solution_names_its_projects()
    {
        using var scratch = new Scratch();
        Project(scratch, "a b/One.csproj");
        Project(scratch, "Two.fsproj");
        var solution = scratch.Write("All.sln", """

            Microsoft Visual Studio Solution File, Format Version 12.00
            Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "folder", "folder", "{11111111-1111-1111-1111-111111111111}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "One", "a b\One.csproj", "{22222222-1111-1111-1111-111111111111}"
            EndProject
            Project("{F2A71F9B-5D33-465A-A702-920D77279786}") = "Two", "Two.fsproj", "{33333333-1111-1111-1111-111111111111}"
            EndProject
            """);

        Assert.AreEqual("Two.fsproj a b\\One.csproj", Names(ProjectLocator.Find(solution)));
        Assert.AreEqual("Two.fsproj a b\\One.csproj", Names(ProjectLocator.Find(scratch.Folder)), "the folder's one solution");
    }

    [TestMethod]
    public void An_XML_solution_names_its_projects_also_outside_its_folder()
    {
        using var scratch = new Scratch();
        Project(scratch, "One/One.csproj");
        Project(scratch, "sub/Two.vbproj");
        var solution = scratch.Write("sub/All.slnx", """
            <Solution>
              <Folder Name="/x/"><Project Path="../One/One.csproj" /></Folder>
              <Project Path="Two.vbproj" Type="x" />
            </Solution>
            """);

        var found = ProjectLocator.Find(solution);

        Assert.AreEqual("../One/One.csproj Two.vbproj", Names(found));
        Assert.AreEqual(scratch.At("One", "One.csproj"), found.Projects[0].Path);
        Assert.AreEqual(solution, found.Solution);
    }

    [TestMethod]
    public void A_filter_names_projects_relative_to_its_solution()
    {
        using var scratch = new Scratch();
        Project(scratch, "src/One/One.csproj");
        Project(scratch, "src/Two/Two.csproj");
        var filter = scratch.Write("filters/One.slnf", """{ "solution": { "path": "..\\src\\All.sln", "projects": [ "One\\One.csproj" ] } }""");

        Assert.AreEqual(scratch.At("src", "One", "One.csproj"), ProjectLocator.Find(filter).Projects.Single().Path);
    }

    [TestMethod]
    public void A_folder_without_a_solution_gives_every_project_below_but_not_what_a_build_wrote()
    {
        using var scratch = new Scratch();
        Project(scratch, "App.csproj");
        Project(scratch, "lib/Lib.csproj");
        Project(scratch, "lib/bin/Debug/Copy.csproj");
        Project(scratch, "lib/obj/Copy.csproj");
        Project(scratch, "node_modules/x/Copy.csproj");

        Assert.AreEqual("App.csproj lib/Lib.csproj", Names(ProjectLocator.Find(scratch.Folder)));
    }

    [TestMethod]
    public void A_folder_names_the_projects_that_it_does_not_judge()
    {
        using var scratch = new Scratch();
        Project(scratch, "App.csproj");
        scratch.Write("dirs.proj", "<Project Sdk=\"Microsoft.Build.Traversal/4.1.0\" />");
        scratch.Write("setup/Setup.wapproj", "<Project />");
        scratch.Write("dirs.project", "<Project />");

        var found = ProjectLocator.Find(scratch.Folder);

        Assert.AreEqual("App.csproj", Names(found));
        Assert.AreEqual("dirs.proj setup/Setup.wapproj", string.Join(' ', found.Unjudged.Select(p => p.Name)));
    }

    [TestMethod]
    [DataRow("a.vcxproj", "<Project />", "native")]
    [DataRow("a.sqlproj", "<Project />", "does not|not one that compiles")]
    [DataRow("a.esproj", "<Project />", "not one that compiles")]
    [DataRow("a.csproj", "<Project ToolsVersion=\"4.0\" xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\" />", "old kind")]
    [DataRow("a.csproj", "<Project Sdk=\"Microsoft.Build.NoTargets/3.7.0\" />", "Microsoft.Build.NoTargets compiles nothing")]
    [DataRow("a.csproj", "<Project><Sdk Name=\"Microsoft.Build.Traversal\" Version=\"4.0\" /></Project>", "Microsoft.Build.Traversal compiles nothing")]
    public void A_project_that_cannot_be_judged_is_named_with_the_reason(string name, string content, string reasons)
    {
        using var scratch = new Scratch();
        var found = ProjectLocator.Find(scratch.Write(name, content));

        Assert.IsEmpty(found.Projects);
        Assert.IsTrue(reasons.Split('|').Any(r => found.Unjudged.Single().Reason.Contains(r, StringComparison.Ordinal)), found.Unjudged.Single().Reason);
    }

    [TestMethod]
    [DataRow("<Project><Sdk Name=\"Microsoft.NET.Sdk\" /></Project>")]
    [DataRow("<Project><Import Project=\"Sdk.props\" Sdk=\"Microsoft.NET.Sdk\" /></Project>")]
    [DataRow("<Project Sdk=\"Microsoft.NET.Sdk.Web;Other/1.0\" />")]
    public void An_Sdk_may_be_named_in_several_ways(string content)
    {
        using var scratch = new Scratch();

        Assert.HasCount(1, ProjectLocator.Find(scratch.Write("a.csproj", content)).Projects);
    }

    [TestMethod]
    public void Packages_config_beside_a_project_is_named()
    {
        using var scratch = new Scratch();
        var project = Project(scratch, "a.csproj");
        Assert.HasCount(1, ProjectLocator.Find(project).Projects);

        scratch.Write("packages.config", "<packages />");

        Assert.Contains("packages.config", ProjectLocator.Find(project).Unjudged.Single().Reason);
    }

    [TestMethod]
    [DataRow("All.sln", "", "not a Visual Studio solution")]
    [DataRow("All.sln", "Microsoft Visual Studio Solution File, Format Version 12.00\n", "names no project")]
    [DataRow("All.slnx", "<Solution", "not valid XML")]
    [DataRow("All.slnx", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Solution><Project Path='&e;' /></Solution>", "not valid XML")]
    [DataRow("All.slnx", "<Other />", "is Solution")]
    [DataRow("All.slnx", "<Solution><Project /></Solution>", "has no Path")]
    [DataRow("All.slnx", "<Solution>\n<Project Path='absent.csproj' />\n</Solution>", "names absent.csproj, which is not there")]
    [DataRow("All.slnf", "{}", "solution.path")]
    [DataRow("All.slnf", "{ \"solution\": { \"path\": \"a.sln\", \"projects\": [ 1 ] } }", "solution.path")]
    [DataRow("a.csproj", "<Project", "not valid XML")]
    [DataRow("a.csproj", "<Other />", "is Project")]
    public void A_broken_file_is_refused(string name, string content, string reason)
    {
        using var scratch = new Scratch();
        var path = scratch.Write(name, content);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => ProjectLocator.Find(path));

        Assert.AreEqual(path, BadInput.Place(error)!.File);
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    public void An_empty_folder_several_solutions_and_nothing_are_refused()
    {
        using var scratch = new Scratch();
        Assert.EndsWith("has neither a solution nor a project, nor has a folder below it: name one.", Refused(scratch.Folder));
        Assert.EndsWith("absent.csproj is not there: name a project, a solution, or a folder.", Refused(scratch.At("absent.csproj")));
        Assert.EndsWith("a.txt is neither a project, a solution nor a folder: name one of these.", Refused(scratch.Write("a.txt", "")));

        scratch.Write("A.sln", "");
        scratch.Write("B.slnx", "");

        Assert.EndsWith("has several solutions (A.sln, B.slnx): name one of them.", Refused(scratch.Folder));
    }

    private static string Refused(string path) => Assert.ThrowsExactly<UsageException>(() => ProjectLocator.Find(path)).Message;

    private static string Project(Scratch scratch, string path) => scratch.Write(path, Sdk);

    private static string Restored(Scratch scratch, string folder, string project, string lockProperty = "\"restorePackagesWithLockFile\": \"true\"") =>
        scratch.Write(folder + "/project.assets.json",
            $$"""{ "version": 3, "project": { "restore": { "projectPath": "{{project.Replace("\\", "\\\\", StringComparison.Ordinal)}}", "restoreLockProperties": { {{lockProperty}} } } } }""");

    private static string Names(LocatedProjects found) => string.Join(' ', found.Projects.Select(p => p.Name));
}
