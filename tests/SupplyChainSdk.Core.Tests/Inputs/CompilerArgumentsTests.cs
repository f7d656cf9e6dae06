using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>What a compiler understands and a simpler reader would not.</summary>
[TestClass]
public sealed class CompilerArgumentsTests
{
    [TestMethod]
    [DataRow("\"/reference:obj/x.dll\"", "Reference obj/x.dll", DisplayName = "quotes around all of it")]
    [DataRow("\"/analyzer:obj/x.dll\"", "Analyzer obj/x.dll", DisplayName = "quotes around an analyzer")]
    [DataRow("/define:a\\\" /reference:obj/x.dll", "Reference obj/x.dll", DisplayName = "a quote after a backslash opens nothing")]
    [DataRow("/define:a\\\\\" /reference:obj/x.dll", "", DisplayName = "after two it does")]
    [DataRow("/define:\"a /reference:obj/x.dll\"", "", DisplayName = "within quotes it is a symbol")]
    [DataRow("/|reference:obj/x.dll", "Reference obj/x.dll", DisplayName = "a character that is dropped")]
    [DataRow("/ref\u0001erence:obj/x.dll", "Reference obj/x.dll", DisplayName = "a control character that is dropped")]
    [DataRow("-REFERENCE:obj/x.dll", "Reference obj/x.dll", DisplayName = "upper case")]
    [DataRow("/r:o\"bj/\"x.dll", "Reference obj/x.dll", DisplayName = "quotes in the middle")]
    [DataRow("/nologo\f/r:obj/x.dll", "Reference obj/x.dll", DisplayName = "a form feed separates and ends no line")]
    [DataRow("# /r:obj/x.dll", "", DisplayName = "a comment")]
    [DataRow("/sdkpath:sdk", "Reference sdk/mscorlib.dll", DisplayName = "a folder of standard assemblies")]
    public void A_line_of_a_response_file_is_read_as_the_compiler_reads_it(string line, string expected)
    {
        using var scratch = new Scratch();
        scratch.Write("sdk/mscorlib.dll", "");
        scratch.Write("a.rsp", line);

        foreach (var isVisualBasic in (bool[])[false, true])
            Assert.AreEqual(expected, Shown(scratch, RoslynArguments.Read(["@a.rsp"], scratch.Folder, isVisualBasic)));
    }

    [TestMethod]
    public void An_alias_is_one_for_CSharp_alone()
    {
        using var scratch = new Scratch();

        Assert.AreEqual("Reference x.dll", Shown(scratch, RoslynArguments.Read(["/r:a=x.dll"], scratch.Folder, isVisualBasic: false), all: true));
        Assert.AreEqual("Reference a=x.dll", Shown(scratch, RoslynArguments.Read(["/r:a=x.dll"], scratch.Folder, isVisualBasic: true), all: true));
    }

    [TestMethod]
    [DataRow("/shared:pipe")]
    [DataRow("/unheard:obj/x.dll")]
    [DataRow("/ reference:obj/x.dll")]
    [DataRow(" /reference:obj/x.dll")]
    [DataRow("\"/reference:obj/x.dll\"")]
    [DataRow("|/reference:obj/x.dll")]
    [DataRow("/r:obj/x\\\".dll")]
    [DataRow("/additionalfile:*.txt")]
    public void What_is_not_understood_is_not_passed_over(string argument)
    {
        using var scratch = new Scratch();

        Assert.ThrowsExactly<InvalidDataException>(() => RoslynArguments.Read([argument], scratch.Folder, isVisualBasic: false));
        Assert.IsEmpty(RoslynArguments.Read(["/nullable+", "/nowarn:1701,\n 1702", "/home/me/c:b.cs", "me@home/A b.cs", "obj/A.cs"], scratch.Folder, isVisualBasic: false));
    }

    // The task of the compiler drops the line break from what it tells, and the compiler itself, given a response file, begins another argument after it.
    [TestMethod]
    [DataRow("A.cs/analyzer:obj/x.dll#")]
    [DataRow("/nowarn:\"1701-A:obj/x.dll\",1702")]
    [DataRow("/define:\"a /reference:obj/x.dll\"")]
    [DataRow("A.cs@more.rsp#")]
    [DataRow("A.cs@\"more.rsp\" /nowarn:1")]
    public void What_may_hide_another_argument_behind_a_line_break_is_not_passed_over(string argument)
    {
        using var scratch = new Scratch();
        scratch.Write("more.rsp", "/r:obj/x.dll");

        Assert.ThrowsExactly<InvalidDataException>(() => RoslynArguments.Read([argument], scratch.Folder, isVisualBasic: false));
        Assert.ThrowsExactly<InvalidDataException>(() => RoslynArguments.Read([argument], scratch.Folder, isVisualBasic: true));
    }

    [TestMethod]
    [DataRow("-r:x.dll")]
    [DataRow("/r:x.dll")]
    [DataRow("/reference:x.dll")]
    [DataRow("--reference:x.dll")]
    [DataRow("--define:a\n/reference:x.dll")]
    public void Every_form_of_a_reference_of_FSharp_is_found_in_the_folders_for_libraries(string argument)
    {
        using var scratch = new Scratch();
        scratch.Write("tmp/x.dll", "");
        foreach (var library in (string[])["-I:tmp", "/I:tmp", "--lib:nowhere,tmp", "/lib:tmp"])
            Assert.AreEqual("Reference tmp/x.dll", Shown(scratch, FSharpArguments.Read([argument, library], scratch.Folder), all: true));

        Assert.ThrowsExactly<InvalidDataException>(() => FSharpArguments.Read([argument], scratch.Folder));
        scratch.Write("x.dll", "");
        Assert.AreEqual("Reference x.dll, Reference tmp/x.dll", Shown(scratch, FSharpArguments.Read([argument, "-I:tmp"], scratch.Folder), all: true));
    }

    [TestMethod]
    [DataRow("/compilertool:x.dll", "Analyzer x.dll")]
    [DataRow("-t:x.dll", "Analyzer x.dll")]
    [DataRow("--warnaserror+:1", "")]
    [DataRow("/home/me/Library.fs", "")]
    [DataRow("Library.fs", "")]
    public void Tools_of_FSharp_are_found_and_what_names_no_assembly_is_not(string argument, string expected)
    {
        using var scratch = new Scratch();
        scratch.Write("x.dll", "");

        Assert.AreEqual(expected, Shown(scratch, FSharpArguments.Read([argument], scratch.Folder), all: true));
    }

    [TestMethod]
    [DataRow("--Reference:x.dll")]
    [DataRow("-reference:x.dll")]
    [DataRow("--implicitresolution")]
    [DataRow("-r")]
    [DataRow("-r:x")]
    [DataRow("x.dll")]
    public void What_FSharp_may_understand_otherwise_is_not_passed_over(string argument)
    {
        using var scratch = new Scratch();
        scratch.Write("x.dll", "");
        scratch.Write("x", "");

        Assert.ThrowsExactly<InvalidDataException>(() => FSharpArguments.Read([argument], scratch.Folder));
    }

    private static string Shown(Scratch scratch, List<CompilerInput> inputs, bool all = false) =>
        string.Join(", ", inputs.Where(input => all || input.Kind != CompilerInputKind.ResponseFile).Select(input => $"{input.Kind} {Path.GetRelativePath(scratch.Folder, input.Path)}"));
}
