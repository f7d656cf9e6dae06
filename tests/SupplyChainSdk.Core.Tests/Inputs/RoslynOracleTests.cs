using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>Compares with the compilers of the SDK that runs the tests.</summary>
[TestClass]
public sealed class RoslynOracleTests
{
    private static readonly string[] Pieces =
        ["/r:", "/reference:", "-a:", "/analyzer:", "/additionalfile:", "/link:", "/define:", "x.dll", "y z.dll", "a=", "\"", "\"", "\\", "\\\\", "\\\"", " ", " ", ",", ";", "|", "\u0001", "\t", "#", "/", "@", ":", "\f", "\u00a0", "\u2028"];

    [TestMethod]
    public void Lines_and_their_options_mean_what_they_mean_to_the_compilers()
    {
        var folder = Directory.GetDirectories(SdkFolders.OfThisProcess().Single(f => Path.GetFileName(f) == "sdk")).Select(f => Path.Combine(f, "Roslyn", "bincore")).Last(Directory.Exists);
        var context = new AssemblyLoadContext("oracle", isCollectible: true);
        context.Resolving += (_, name) => Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        var split = context.LoadFromAssemblyPath(Path.Combine(folder, "Microsoft.CodeAnalysis.dll")).GetType("Microsoft.CodeAnalysis.CommandLineParser", throwOnError: true)!
            .GetMethod("SplitCommandLineIntoArguments", [typeof(string), typeof(bool)])!;
        var compared = new int[3];
        foreach (var line in Lines())
        {
            var arguments = RoslynCommandLine.Split(line);
            CollectionAssert.AreEqual(((IEnumerable<string>)split.Invoke(null, [line, true])!).ToArray(), arguments, line);
            compared[0]++;
            // A response file would be read.
            if (arguments.Any(a => a.StartsWith('@')))
                continue;
            foreach (var (language, at) in ((string, int)[])[("CSharp", 1), ("VisualBasic", 2)])
            {
                List<string> ours;
                try
                {
                    ours = [.. RoslynArguments.Read(arguments, "/w", isVisualBasic: at == 2).Select(i => $"{i.Kind} {i.Path}").Order(StringComparer.Ordinal)];
                }
                catch (InvalidDataException)
                {
                    continue;
                }
                // More than the compiler takes is no harm: it ends with an error then.
                foreach (var theirs in Theirs(context, folder, language, arguments))
                    Assert.Contains(theirs, ours, $"{language}: {line}");
                compared[at]++;
            }
        }
        Assert.IsTrue(compared.All(count => count > 200), string.Join(", ", compared));
    }

    private static IEnumerable<string> Lines()
    {
        yield return "\"/reference:obj/x.dll\" /define:a\\\" /|reference:obj/x.dll";
        var random = new Random(20261121);
        for (var i = 0; i < 3000; i++)
        {
            var line = new StringBuilder();
            for (var n = random.Next(1, 9); n > 0; n--)
                line.Append(Pieces[random.Next(Pieces.Length)]);
            yield return line.ToString();
        }
    }

    private static IEnumerable<string> Theirs(AssemblyLoadContext context, string folder, string language, List<string> arguments)
    {
        var type = context.LoadFromAssemblyPath(Path.Combine(folder, $"Microsoft.CodeAnalysis.{language}.dll")).GetType($"Microsoft.CodeAnalysis.{language}.{language}CommandLineParser", throwOnError: true)!;
        var parser = type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var parsed = type.GetMethods().First(m => m.Name == "Parse" && m.GetParameters().Length == 4)
            .Invoke(parser, [(string[])["/nostdlib", "/vbruntime-", .. arguments], "/w", null, null])!;
        foreach (var (property, member, kind) in ((string, string, string)[])[("MetadataReferences", "Reference", "Reference"), ("AnalyzerReferences", "FilePath", "Analyzer"), ("AdditionalFiles", "Path", "AdditionalFile")])
        {
            foreach (var one in (IEnumerable)parsed.GetType().GetProperty(property)!.GetValue(parsed)!)
            {
                var path = (string)one.GetType().GetProperty(member)!.GetValue(one)!;
                // Nothing, which Visual Basic keeps, is no file; its own standard library is not from the line.
                if (path.Length > 0 && !(property == "MetadataReferences" && path.StartsWith(RuntimeFolder, StringComparison.Ordinal)))
                    yield return $"{kind} {Path.GetFullPath(path, "/w")}";
            }
        }
    }

    private static string RuntimeFolder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
}
