using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class CompilerRecordTests
{
    [TestMethod]
    public void What_the_CSharp_compiler_was_given_is_found_in_its_arguments()
    {
        using var scratch = new Scratch();
        var lib = scratch.Write("lib/by name.dll", "");

        var inputs = Read(scratch, "compiler=csc",
            "argument=/noconfig", "argument=/nowarn:1701,", "  CS1591", "argument=/define:A;B", $"argument=/lib:\"{scratch.At("lib")}\"",
            "argument=/reference:/packs/System.Runtime.dll", "argument=/reference:alias=/a/b.dll", "argument=/r:\"/with, comma/c.dll\"", "argument=/link:d.dll,sub/e.dll",
            "argument=/reference:\"by name.dll\"", "argument=/addmodule:m.netmodule", "argument=-a:/analyzers/an.dll", "argument=/analyzer:\"/analyzers/an other.dll\"",
            "argument=/additionalfile:\"sp ace/x, y.txt\"", "argument=/home/me/references:x.cs", "argument=Class1.cs", "argument=/out:obj/a.dll");

        CollectionAssert.AreEqual((string[])
        [
            "Reference /packs/System.Runtime.dll", "Reference /a/b.dll", "Reference /with, comma/c.dll", "Reference d.dll", "Reference sub/e.dll",
            $"Reference {lib}", "Reference m.netmodule", "Analyzer /analyzers/an.dll", "Analyzer /analyzers/an other.dll", "AdditionalFile sp ace/x, y.txt",
        ], Shown(scratch, inputs));
    }

    [TestMethod]
    public void What_a_response_file_adds_is_found_and_so_is_the_file()
    {
        using var scratch = new Scratch();
        scratch.Write("more.rsp", "# nothing\n/r:\"/in a/response.dll\" /a:x.dll # nothing\n@inner.rsp\n");
        scratch.Write("inner.rsp", "-additionalfile:y.txt");

        CollectionAssert.AreEqual((string[])["ResponseFile more.rsp", "Reference /in a/response.dll", "Analyzer x.dll", "ResponseFile inner.rsp", "AdditionalFile y.txt", "Reference last.dll"],
            Shown(scratch, Read(scratch, "compiler=vbc", "argument=@more.rsp", "argument=/r:last.dll")));
    }

    [TestMethod]
    public void Response_files_that_name_each_other_end()
    {
        using var scratch = new Scratch();
        scratch.Write("loop.rsp", "@loop.rsp");

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(scratch, "compiler=csc", "argument=@loop.rsp")).Message, "more than 100 response files", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read(scratch, "compiler=fsc", "argument=@loop.rsp")).Message, "more than 100 response files", StringComparison.Ordinal);
        Assert.ThrowsExactly<FileNotFoundException>(() => Read(scratch, "compiler=csc", "argument=@gone.rsp"));
    }

    [TestMethod]
    public void What_the_FSharp_compiler_was_given_is_found_in_its_arguments()
    {
        using var scratch = new Scratch();
        scratch.Write("more.rsp", "-r:/from/response file.dll\n");
        scratch.Write("q.dll", "");
        scratch.Write("tool.dll", "");

        CollectionAssert.AreEqual((string[])["Reference /p/FSharp.Core.dll", "Reference q.dll", "Analyzer tool.dll", "ResponseFile more.rsp", "Reference /from/response file.dll"],
            Shown(scratch, Read(scratch, "compiler=fsc", "argument=-o:obj/a.dll", "argument=-r:/p/FSharp.Core.dll", "argument=--reference:q.dll", "argument=--compilertool:tool.dll", "argument=@more.rsp", "argument=Library.fs")));
    }

    [TestMethod]
    public void The_outputs_of_projects_know_their_project_and_other_compilers_what_their_target_was_given()
    {
        using var scratch = new Scratch();
        var inputs = Read(scratch, "compiler=other", "project=/src/B/B.csproj\t/src/B/bin/B.dll", "reference=/src/B/bin/B.dll", "reference=/src/B/bin/C.dll", "analyzer=/x.dll", "additional=/y.txt");

        Assert.AreEqual("/src/B/B.csproj", inputs[0].Project);
        Assert.IsNull(inputs[1].Project);
        CollectionAssert.AreEqual((string[])["Reference /src/B/bin/B.dll", "Reference /src/B/bin/C.dll", "Analyzer /x.dll", "AdditionalFile /y.txt"], Shown(scratch, inputs));
    }

    [TestMethod]
    [DataRow("", DisplayName = "an empty file")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=csc\nargument=/r:a.dll\n", DisplayName = "its end is cut off")]
    [DataRow("SupplyChainSdk compiler record 2\ncompiler=csc\nend\n", DisplayName = "another version")]
    [DataRow("SupplyChainSdk compiler record 1\nargument=/r:a.dll\nend\n", DisplayName = "no compiler")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=csc\nargument=/r:a.dll\ncompiler=fsc\nend\n", DisplayName = "another compiler in an argument")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=csc\nargument=/r:a.dll\nproject=b.csproj\ta.dll\nend\n", DisplayName = "a project in an argument")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=cl\nend\n", DisplayName = "an unknown compiler")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=other\nargument=/r:a.dll\nend\n", DisplayName = "arguments of nobody knows what")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=csc\nlinker=x\nend\n", DisplayName = "an unknown line")]
    [DataRow("SupplyChainSdk compiler record 1\ncompiler=csc\nproject=/a.csproj\nend\n", DisplayName = "a project without output")]
    public void What_is_no_whole_record_is_refused(string content)
    {
        using var scratch = new Scratch();

        Assert.ThrowsExactly<InvalidDataException>(() => CompilerRecord.Read(scratch.Write("record.txt", content), scratch.Folder));
        Assert.ThrowsExactly<InvalidDataException>(() => CompilerRecord.Read(scratch.Write("record.txt", [0xFF, 0xFE]), scratch.Folder));
    }

    private static CompilerInput[] Read(Scratch scratch, params string[] lines) =>
        [.. CompilerRecord.Read(scratch.Write("record.txt", string.Join('\n', (string[])["SupplyChainSdk compiler record 1", .. lines, "end", ""])), scratch.Folder)];

    private static string[] Shown(Scratch scratch, CompilerInput[] inputs) =>
        [.. inputs.Select(i => $"{i.Kind} {(i.Path.StartsWith(scratch.Folder, StringComparison.Ordinal) && !i.Path.Contains("by name", StringComparison.Ordinal) ? Path.GetRelativePath(scratch.Folder, i.Path) : i.Path)}")];
}
