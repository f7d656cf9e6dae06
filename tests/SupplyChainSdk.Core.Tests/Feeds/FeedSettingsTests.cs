using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Feeds;

namespace SupplyChainSdk.Core.Tests.Feeds;

[TestClass]
public sealed class FeedSettingsTests
{
    [TestMethod]
    [DataRow("private", "Private")]
    [DataRow("https://packages.example.com/v3/index.json", "Private")]
    [DataRow("HTTPS://packages.example.com/v3/index.json", "Private")]
    public void A_source_is_found_by_name_and_by_address_with_its_credentials(string named, string expected)
    {
        using var scratch = Configured();
        var source = FeedSettings.Find(named, scratch.At("below"));

        Assert.AreEqual(expected, source.Name);
        Assert.AreEqual("https://packages.example.com/v3/index.json", source.Place);
        Assert.AreEqual(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:from the environment")), source.Credential!.For(new Uri("https://packages.example.com/other")));
        foreach (var other in new[] { "https://example.com/", "https://packages.example.com:8443/", "http://packages.example.com/", "https://packages.example.com.evil.example/" })
            Assert.IsNull(source.Credential.For(new Uri(other)));
        Assert.DoesNotContain("environment", source.ToString());
    }

    [TestMethod]
    public void A_folder_is_found_by_name_and_by_path()
    {
        using var scratch = Configured();
        Assert.AreEqual(("Local", scratch.At("feed")), Place(FeedSettings.Find("local", scratch.At("below"))));
        Assert.AreEqual(("../feed", scratch.At("feed")), Place(FeedSettings.Find("../feed", scratch.At("below"))));

        static (string, string?) Place(FeedSource source) => (source.Name, source.Folder);
    }

    [TestMethod]
    public void An_address_that_nuget_config_does_not_have_has_no_credentials()
    {
        using var scratch = Configured();
        var source = FeedSettings.Find("https://packages.example.com/v3/other.json?sig=secret", scratch.Folder);

        Assert.IsNull(source.Credential);
        Assert.AreEqual(("https://packages.example.com/v3/other.json", "https://packages.example.com/v3/other.json"), (source.Name, source.Place));
        Assert.AreEqual("?sig=secret", source.Address!.Query);
    }

    [TestMethod]
    [DataRow("Privat", "did you mean 'Private'?")]
    [DataRow("nowhere", "is no source in nuget.config, no address and no folder")]
    [DataRow("Off", "'Off' is disabled")]
    [DataRow("Negotiate", "another kind of authentication")]
    [DataRow("Plain", "is not encrypted")]
    public void What_cannot_be_used_is_said(string named, string reason)
    {
        using var scratch = Configured();
        Assert.Contains(reason, Assert.ThrowsExactly<FeedException>(() => FeedSettings.Find(named, scratch.Folder)).Message);
    }

    [TestMethod]
    public void An_encrypted_password_is_not_read_where_it_cannot_be_and_never_shown()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Passwords can be encrypted here.");
        using var scratch = Configured();
        var failure = Assert.ThrowsExactly<FeedException>(() => FeedSettings.Find("Encrypted", scratch.Folder));
        Assert.Contains("cannot be read", failure.Message);
        Assert.DoesNotContain("AQAAANCMnd8", failure.Message);
    }

    [TestMethod]
    public void A_malformed_nuget_config_is_an_error()
    {
        using var scratch = Configured();
        scratch.Write("below/nuget.config", "<configuration>");
        Assert.ThrowsExactly<InvalidDataException>(() => FeedSettings.Find("Private", scratch.At("below")));
    }

    private static Scratch Configured()
    {
        var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At("feed"));
        Directory.CreateDirectory(scratch.At("below"));
        Environment.SetEnvironmentVariable("SCSDK_TEST_PASSWORD", "from the environment");
        scratch.Write("nuget.config", """
            <configuration>
              <packageSources>
                <clear />
                <add key="Private" value="https://packages.example.com/v3/index.json" />
                <add key="Local" value="feed" />
                <add key="Off" value="https://off.example.com/v3/index.json" />
                <add key="Negotiate" value="https://negotiate.example.com/v3/index.json" />
                <add key="Encrypted" value="https://encrypted.example.com/v3/index.json" />
                <add key="Plain" value="http://plain.example.com/v3/index.json" allowInsecureConnections="true" />
              </packageSources>
              <disabledPackageSources><add key="Off" value="true" /></disabledPackageSources>
              <packageSourceCredentials>
                <Private><add key="Username" value="user" /><add key="ClearTextPassword" value="%SCSDK_TEST_PASSWORD%" /></Private>
                <Negotiate><add key="Username" value="user" /><add key="ClearTextPassword" value="x" /><add key="ValidAuthenticationTypes" value="negotiate" /></Negotiate>
                <Encrypted><add key="Username" value="user" /><add key="Password" value="AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA" /></Encrypted>
              </packageSourceCredentials>
            </configuration>
            """);
        return scratch;
    }
}
