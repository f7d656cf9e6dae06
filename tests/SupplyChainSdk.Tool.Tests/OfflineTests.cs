using System.ComponentModel;
using System.Diagnostics;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Sigstore.Tests.Tuf;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>With --offline the process asks the operating system for no socket of any kind, from its start to its exit, as strace sees it.</summary>
[TestClass]
public sealed class OfflineTests
{
    [TestMethod]
    public void Verifying_by_identity_asks_for_no_socket()
    {
        using var package = new CertifiedPackage();
        string[] verify = ["verify", package.Path, "--offline", "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer];
        Assert.AreEqual("", Sockets(package.Folder, Tool.Yes, [.. verify, "--trusted-root", package.At(CertifiedPackage.RootName)]));
        Assert.AreEqual("", Sockets(package.Folder, Tool.Yes, ["verify", package.Folder, .. verify[2..], "--trusted-root", package.At(CertifiedPackage.RootName), "--format", "json"]));
        // By the embedded root, without a store and with one that is damaged; and with a key.
        Assert.AreEqual("", Sockets(package.Folder, Tool.No, verify));
        var store = package.At("cache/SupplyChainSdk/trust-1/sigstore.dev");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var folder in new[] { "cache/SupplyChainSdk", "cache/SupplyChainSdk/trust-1", "cache/SupplyChainSdk/trust-1/sigstore.dev" })
                Directory.CreateDirectory(package.At(folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        File.WriteAllText(Path.Combine(store, "complete.json"), "{}");
        Assert.AreEqual("", Sockets(package.Folder, Tool.Undecided, verify));
        Assert.AreEqual("", Sockets(package.Folder, Tool.No, ["verify", package.Path, "--offline", "--key", package.KeyPath]));
    }

    [TestMethod]
    public void A_store_of_fetched_trust_is_read_and_exported_without_a_socket_and_an_update_needs_one()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        string[] instance = ["--url", mock.Tuf.AbsoluteUri, "--root", mock.At("tuf_root.json")];
        // What is counted is there to be seen.
        Assert.Contains("AF_INET", Sockets(scratch.Folder, Tool.Yes, ["trust", "update", .. instance]));
        Assert.AreEqual("", Sockets(scratch.Folder, Tool.Yes, ["trust", "show", .. instance]));
        Assert.AreEqual("", Sockets(scratch.Folder, Tool.Yes, ["trust", "export", "root.json", .. instance]));
        using var package = new CertifiedPackage();
        Assert.AreEqual("", Sockets(scratch.Folder, Tool.No,
            ["verify", package.Path, "--offline", "--trusted-root", "root.json", "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer]));
    }

    // The lines about sockets, of all threads and children.
    private static string Sockets(string folder, int exitCode, string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Only strace sees it, on Linux.");
        var trace = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("strace", ["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o", trace, "dotnet", Path.Combine(Tool.Folder, "supplychain.dll"), .. arguments])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
            start.Environment["NO_PROXY"] = "127.0.0.1";
            // The runtime's own door for debuggers is a local socket in every program.
            start.Environment["DOTNET_EnableDiagnostics"] = "0";
            Tool.Finish(Process.Start(start)!).Exits(exitCode);
            return File.ReadAllText(trace);
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive("strace is not installed.");
            return "";
        }
        finally
        {
            File.Delete(trace);
        }
    }
}
