namespace SupplyChainSdk.Inputs;

/// <summary>The options of compilers that name no assembly to refer to or to run. What is neither here nor read cannot be judged.</summary>
internal static class CompilerOptions
{
    // Without + and -, which some take at their end. Files of resources, keys, rule sets and settings are data.
    private static readonly HashSet<string> Roslyn = new(StringComparer.Ordinal)
    {
        "analyzerconfig", "appconfig", "baseaddress", "bugreport", "checked", "checksumalgorithm", "codepage", "d", "debug", "define", "delaysign", "deterministic", "doc", "embed",
        "errorendlocation", "errorlog", "errorreport", "features", "filealign", "fullpaths", "generatedfilesout", "highentropyva", "instrument", "keycontainer", "keyfile",
        "langversion", "linkres", "linkresource", "m", "main", "moduleassemblyname", "modulename", "noconfig", "nologo", "nosdkpath", "nostdlib", "nowarn", "nowin32manifest",
        "nullable", "o", "optimize", "out", "parallel", "p", "pathmap", "pdb", "platform", "preferreduilang", "publicsign", "recurse", "refonly", "refout", "reportanalyzer", "reportivts",
        "res", "resource", "ruleset", "runtimemetadataversion", "skipanalyzers", "sourcelink", "sqmsessionguid", "subsystemversion", "t", "target", "touchedfiles", "unsafe",
        "utf8output", "w", "warn", "warnaserror", "win32icon", "win32manifest", "win32res",
        "i", "import", "imports", "netcf", "novbruntimeref", "optioncompare", "optionexplicit", "optioninfer", "optionstrict", "quiet", "removeintchecks", "rootnamespace",
        "verbose", "win32resource",
    };

    // Case counts here.
    private static readonly HashSet<string> FSharp = new(StringComparer.Ordinal)
    {
        "?", "a", "allsigs", "always-inline", "alwayscallvirt", "baseaddress", "bufferwidth", "checked", "checknulls", "checksumalgorithm", "cliroot", "codepage", "compressmetadata",
        "consolecolors", "cross-optimize", "crossoptimize", "d", "debug", "debug-file", "define", "delaysign", "detuple", "deterministic", "disableLanguageFeature", "doc", "embed",
        "exename", "extraoptimizationloops", "flaterrors", "fullpaths", "g", "gccerrors", "generate-filter-blocks", "gnu-style-errors", "help", "highentropyva",
        "ignorelinedirectives", "indentation-syntax", "inlinethreshold", "jit", "keycontainer", "keyfile", "langversion", "LCID", "light", "linkresource", "local-optimize",
        "localoptimize", "max-errors", "maxerrors", "metadataversion", "ml-keywords", "mlcompatibility", "msbuildresolution", "no-cross-optimize", "no-debug-file",
        "no-indentation-syntax", "no-jit-optimize", "no-local-optimize", "no-string-interning", "nocopyfsharpcore", "noconditionalerasure", "nodebugdata", "noframework",
        "nointerfacedata", "nologo", "nooptimizationdata", "nowarn", "nowin32manifest", "o", "O", "Ooff", "optimize", "out", "parallelcompilation", "parallelreferenceresolution",
        "pathmap", "pdb", "platform", "preferreduilang", "publicsign", "quotations-debug", "realsig", "reflectionfree", "refonly", "refout", "reportTimeToFile", "resource", "sig",
        "simpleresolution", "sourcelink", "splitting", "sqmsessionguid", "stackReserveSize", "standalone", "staticlink", "statistics", "strict-indentation", "subsystemversion",
        "tailcalls", "target", "targetprofile", "test", "times", "utf8output", "validate-type-providers", "version", "versionfile", "vserrors", "warn", "warnaserror", "warnon",
        "win32icon", "win32manifest", "win32res",
    };

    /// <summary>Whether an option of csc or vbc is known and names no assembly.</summary>
    public static bool IsHarmlessForRoslyn(string name) => Roslyn.Contains(WithoutSwitch(name));

    /// <summary>Whether an option of fsc is known and names no assembly.</summary>
    public static bool IsHarmlessForFSharp(string name) => FSharp.Contains(WithoutSwitch(name));

    private static string WithoutSwitch(string name) => name.Length > 1 && name[^1] is '+' or '-' ? name[..^1] : name;
}
