using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>How much a finding weighs. Chosen by the policy, not by the number of the code.</summary>
public enum Severity
{
    /// <summary>Worth knowing; changes no result.</summary>
    Information,

    /// <summary>Shown, does not stop.</summary>
    Warning,

    /// <summary>Stops the build.</summary>
    Error,
}

/// <summary>A place in a file.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Line">From 1; 0 when the finding is about the whole file.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record Location(string File, int Line = 0, int Column = 0);

/// <summary>One thing that is wrong, in one place, with what to do about it.</summary>
public sealed record Finding
{
    private Finding(DiagnosticCode code, Severity severity, string message, Location? location, PackageId? package, ImmutableArray<string> path, string fingerprint)
    {
        Code = code;
        Severity = severity;
        Message = message;
        Location = location;
        Package = package;
        PackagePath = path;
        Fingerprint = fingerprint;
    }

    /// <summary>The diagnostic code, such as <c>SCSDK2003</c>.</summary>
    public DiagnosticCode Code { get; }

    /// <summary>Error, warning or information.</summary>
    public Severity Severity { get; init; }

    /// <summary>Which thing, what is wrong (expected and found), where it comes from, what to do: in this order. Safe to print.</summary>
    public string Message { get; }

    /// <summary>The line of the lock, policy or project file that it is about.</summary>
    public Location? Location { get; }

    /// <summary>The package it is about.</summary>
    public PackageId? Package { get; }

    /// <summary>How the package comes in: <c>Contoso.Api 1.0.0</c>, <c>Baz.Client 2.1.0</c>, …, the package itself. Empty when there is no package.</summary>
    public ImmutableArray<string> PackagePath { get; }

    /// <summary>
    /// 64 hexadecimal digits that stay the same while the same thing is wrong with the same subject: they do not change when the
    /// line, the wording, the severity or the folder of the repository does.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Makes a finding; called by the typed factories that stand beside each gate, and by nothing else.</summary>
    /// <param name="code">From <see cref="Codes"/>.</param>
    /// <param name="severity">As the policy says.</param>
    /// <param name="message">See <see cref="Message"/>; control and bidirectional characters of outside text are escaped here.</param>
    /// <param name="key">What makes this finding the same finding next time: package id, policy property, file name. Neither line nor absolute path.</param>
    /// <param name="location">Where.</param>
    /// <param name="package">Which package.</param>
    /// <param name="packagePath">How it comes in.</param>
    public static Finding Create(DiagnosticCode code, Severity severity, string message, string key,
        Location? location = null, PackageId? package = null, ImmutableArray<string> packagePath = default) =>
        new(code, severity, Printable.Text(message), location, package, packagePath.IsDefault ? [] : packagePath,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{code.Id}\n{key}"))));

    /// <summary>A finding as <see cref="FindingsJson"/> kept it; its message and fingerprint were made by <see cref="Create"/>.</summary>
    internal static Finding Restore(DiagnosticCode code, Severity severity, string message, Location? location, PackageId? package,
        ImmutableArray<string> packagePath, string fingerprint) =>
        new(code, severity, Printable.Text(message), location, package, packagePath, fingerprint);
}
