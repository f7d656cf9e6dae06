using System.IO.Compression;
using System.Text;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Only the name of a key crosses MSBuild: neither the key nor its passphrase is in a log or in what a build leaves.</summary>
[TestClass]
public sealed class SignSecrets
{
    [TestMethod]
    public void Neither_key_nor_passphrase_nor_token_is_in_a_log_or_a_file_of_the_build()
    {
        var logs = Directory.GetFiles(PackedWidget.Consumer.Root, "build.*");
        Assert.HasCount(2, logs);
        var left = Directory.GetFiles(PackedWidget.Consumer.PathOf("src", "Widget"), "*", SearchOption.AllDirectories);
        Assert.Contains(file => file.Contains("obj", StringComparison.Ordinal), left);

        // MSBuild itself logs the environment of a build, so what a variable holds stands in its logs: that is why a passphrase is a CI's
        // masked secret. It does so only for variables that the build reads, and the build reads none of these.
        foreach (var file in (string[])[.. logs, .. left, .. Directory.GetFiles(PackedWidget.Output)])
        {
            foreach (var secret in Secrets())
                Assert.IsFalse(Contains(file, secret), $"{file} holds {secret}");
        }
    }

    [TestMethod]
    public void A_secret_that_is_a_property_would_be_found()
    {
        using var consumer = new Consumer().Project("a.csproj", inside: "").With("SECRET_OF_A_PROPERTY", "value of the secret")
            .Write("Directory.Build.targets", "<Project><PropertyGroup><Read>$(SECRET_OF_A_PROPERTY)</Read></PropertyGroup></Project>");

        consumer.RunPlain("restore", "-bl:build.binlog", "-flp:logfile=build.log;verbosity=diagnostic").Succeeds();

        Assert.IsTrue(Contains(consumer.PathOf("build.binlog"), "value of the secret"));
        Assert.IsTrue(Contains(consumer.PathOf("build.log"), "value of the secret"));
    }

    private static IEnumerable<string> Secrets() =>
        // The armour, each line of the key, and the passphrase.
        [.. File.ReadAllLines(PackedWidget.PrivateKey).Where(line => line.Length > 0), PackedWidget.Passphrase, PackedWidget.Variables["GITHUB_TOKEN"], "PRIVATE KEY"];

    internal static bool Contains(string file, string text)
    {
        var bytes = File.ReadAllBytes(file);
        if (file.EndsWith(".binlog", StringComparison.Ordinal))
            bytes = Unzipped(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
    }

    // A binary log is a gzip stream; the project files in it are a zip archive of their own, compressed once more.
    private static byte[] Unzipped(byte[] log)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(log), CompressionMode.Decompress))
            gzip.CopyTo(memory);
        var content = memory.ToArray();
        var archive = content.AsSpan().IndexOf("PK\u0003\u0004"u8);
        if (archive < 0)
            return content;
        using var zip = new ZipArchive(new MemoryStream(content[archive..]));
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            stream.CopyTo(memory);
        }
        return memory.ToArray();
    }
}
