using System.Xml.Linq;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>Which source may serve which package, and what is said where nothing says so.</summary>
[TestClass]
public sealed class SourceMappingTests
{
    private const string Id = "Contoso.Widgets";
    private static readonly byte[] First = RestoredProject.Package(Id);
    private static readonly byte[] Other = RestoredProject.Package(Id, "other");

    [TestMethod]
    public void Only_mapped_sources_are_asked()
    {
        using var ours = new AskedFeed().With(Id, "1.0.0", First);
        using var theirs = new AskedFeed().With(Id, "1.0.0", Other);
        using var project = new RestoredProject().Source("ours", ours.Index).Source("theirs", theirs.Index).Locks(Id, First);
        project.Mapping = Mapping(("ours", "Contoso.*"), ("theirs", "*"));

        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        Assert.IsEmpty(theirs.Asked);

        // The twin: mapped to the other one.
        project.Mapping = Mapping(("ours", "*"), ("theirs", "Contoso.*"));
        var finding = project.Check().Findings.Single();
        Assert.AreEqual(Codes.SourceDiffers, finding.Code);
        Assert.Contains("as theirs serves it", finding.Message);

        project.Mapping = Mapping(("ours", "Other.*"));
        Assert.Contains("no source may serve it", project.Check().Findings.Single().Message);
    }

    [TestMethod]
    public void Other_bytes_at_a_second_source_are_found_and_the_message_says_how_to_map()
    {
        using var ours = new AskedFeed().With(Id, "1.0.0", First);
        using var theirs = new AskedFeed().With(Id, "1.0.0", Other);
        using var project = new RestoredProject().Source("theirs", theirs.Index).Source("ours", ours.Index).Locks(Id, First);

        var result = project.Check();

        Assert.AreEqual(GateOutcome.Failed, result.Outcome);
        var finding = result.Findings.Single();
        Assert.AreEqual((Codes.SeveralSources, Severity.Error), (finding.Code, finding.Severity));
        Assert.StartsWith($"{Id} 1.0.0 is another package at theirs (content hash {RestoredProject.HashOf(Other).Short}) than at ours ({RestoredProject.HashOf(First).Short}, as locked)", finding.Message);
        Assert.Contains($"<packageSource key=\"ours\"><package pattern=\"{Id}\" /></packageSource>", finding.Message);
    }

    [TestMethod]
    public void The_same_package_at_two_sources_is_a_warning_with_a_mapping_that_ends_it()
    {
        using var ours = new AskedFeed().With(Id, "1.0.0", First);
        using var theirs = new AskedFeed().With(Id, "2.0.0", Other).With("Fabrikam", "1.0.0", Other);
        using var project = new RestoredProject().Source("theirs", theirs.Index).Source("ours", ours.Index).Locks(Id, First).Locks("Fabrikam", Other)
            .CameFrom(Id, ours.Index).CameFrom("Fabrikam", theirs.Index);

        var result = project.Check();

        Assert.AreEqual(GateOutcome.Warned, result.Outcome);
        var finding = result.Findings.Single();
        Assert.AreEqual((Codes.SeveralSources, Severity.Warning, project.ConfigFile), (finding.Code, finding.Severity, finding.Location!.File));
        Assert.StartsWith($"{Id} (ours, theirs) can come from more than one source", finding.Message);
        var start = finding.Message.IndexOf("<packageSourceMapping>", StringComparison.Ordinal);
        project.Mapping = finding.Message[start..^1];
        _ = XElement.Parse(project.Mapping);
        Assert.AreEqual($"{Mapping(("theirs", "*"))[..^("</packageSource></packageSourceMapping>".Length)]}</packageSource>{Mapping(("ours", Id))["<packageSourceMapping>".Length..]}", project.Mapping);
        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome, "as the message says");
    }

    [TestMethod]
    public void A_package_that_two_sources_have_is_mapped_to_the_one_that_it_came_from()
    {
        using var theirs = new AskedFeed().With(Id, "1.0.0", First);
        using var ours = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("theirs", theirs.Index).Source("ours", ours.Index).Locks(Id, First).CameFrom(Id, ours.Index);
        Assert.EndsWith($"<packageSourceMapping><packageSource key=\"ours\"><package pattern=\"*\" /><package pattern=\"{Id}\" /></packageSource></packageSourceMapping>.",
            project.Check().Findings.Single().Message);

        project.CameFrom(Id, theirs.Index);
        Assert.Contains($"<packageSource key=\"theirs\"><package pattern=\"*\" /><package pattern=\"{Id}\" />", project.Check().Findings.Single().Message);
    }

    [TestMethod]
    public void Where_a_package_came_from_no_source_that_has_it_the_user_decides()
    {
        using var theirs = new AskedFeed().With(Id, "1.0.0", First);
        using var ours = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("theirs", theirs.Index).Source("ours", ours.Index).Locks(Id, First);
        foreach (var origin in (string?[])[null, "https://elsewhere.example/v3/index.json"])
        {
            if (origin is not null)
                project.CameFrom(Id, origin);
            var message = project.Check().Findings.Single().Message;
            Assert.StartsWith($"{Id} (theirs, ours) can come from more than one source", message);
            Assert.Contains($"It is not recorded from which of them {Id} came: decide", message);
            Assert.DoesNotContain("<packageSource", message);
        }
    }

    [TestMethod]
    public void Folders_that_come_with_the_machine_are_compared_and_need_no_mapping()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        Directory.CreateDirectory(project.At("library-packs"));
        project.Unnamed = [project.At("library-packs")];
        project.Put("library-packs", Id, First);
        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);

        project.Put("library-packs", Id, Other);
        var finding = project.Check().Findings.Single();
        Assert.AreEqual((Codes.SeveralSources, Severity.Error), (finding.Code, finding.Severity));
    }

    [TestMethod]
    [DataRow(true, true, null)]
    [DataRow(true, false, "SCSDK2018")]
    [DataRow(false, true, "SCSDK2018")]
    public void A_fallback_folder_is_asked_whatever_is_mapped(bool has, bool same, string? code)
    {
        using var feed = new AskedFeed().With("Other", "1.0.0", Other);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        project.Mapping = Mapping(("feed", "*"));
        var folder = Directory.CreateDirectory(project.At("fallback/contoso.widgets/1.0.0")).FullName;
        if (has)
        {
            File.WriteAllBytes(Path.Combine(folder, "contoso.widgets.1.0.0.nupkg"), same ? First : Other);
            File.WriteAllText(Path.Combine(folder, "contoso.widgets.1.0.0.nupkg.sha512"), "");
            File.WriteAllText(Path.Combine(folder, ".nupkg.metadata"), """{ "version": 2, "contentHash": "" }""");
            File.WriteAllText(Path.Combine(folder, "contoso.widgets.nuspec"), $"<package><metadata><id>{Id}</id><version>1.0.0</version></metadata></package>");
        }
        project.Fallback = [project.At("fallback")];

        Assert.AreEqual(code, project.Check().Findings.SingleOrDefault()?.Code.Id);
    }

    [TestMethod]
    [DataRow(AgainstSource.Off, false, false)]
    [DataRow(AgainstSource.Release, false, true)]
    [DataRow(AgainstSource.Always, true, true)]
    public void The_policy_says_when_sources_are_asked(AgainstSource against, bool inCheck, bool beforeSigning)
    {
        var policy = RestoredProject.Policy(Enforce.Error, against);
        Assert.AreEqual(inCheck, SourceGate.Asks(policy, SourceUse.Check));
        Assert.AreEqual(beforeSigning, SourceGate.Asks(policy, SourceUse.Signing));
        Assert.IsTrue(SourceGate.Asks(policy, SourceUse.Asked));
        Assert.IsFalse(SourceGate.Asks(policy, SourceUse.Offline));

        var off = RestoredProject.Policy(Enforce.Off, against);
        Assert.IsFalse(SourceGate.Asks(off, SourceUse.Check) || SourceGate.Asks(off, SourceUse.Signing));
        Assert.IsTrue(SourceGate.Asks(off, SourceUse.Asked), "who asks gets an answer");
    }

    private static string Mapping(params (string Source, string Pattern)[] patterns) =>
        $"<packageSourceMapping>{string.Concat(patterns.Select(p => $"<packageSource key=\"{p.Source}\"><package pattern=\"{p.Pattern}\" /></packageSource>"))}</packageSourceMapping>";
}
