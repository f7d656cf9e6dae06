using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.SignedSource;

/// <summary>What is asked of a source.</summary>
/// <param name="Folder">Absolute path in the repository.</param>
/// <param name="Commit">Its full id.</param>
/// <param name="IsShallow">Whether the history, and with it tags, may be cut off.</param>
/// <param name="Signers">A signature counts when it is by one of every list; without a list nothing is checked.</param>
internal sealed record SignedSourceQuestion(string Folder, string Commit, bool IsShallow, ImmutableArray<SourceSigners> Signers)
{
    /// <summary>Whether a tag is looked for.</summary>
    public bool AsksTag { get; init; } = true;

    /// <summary>Whether the commit's own signature is looked at.</summary>
    public bool AsksCommit { get; init; } = true;

    /// <summary>The tag of the release, as <c>refs/tags/…</c>; null where it is not known, and any tag of the commit will do.</summary>
    public string? Tag { get; init; }
}

/// <summary>Looks at the tags of a commit and at the commit itself: are they signed by whom is expected?</summary>
internal static class SignedSourceCheck
{
    private const string TagPrefix = "refs/tags/";
    private const int MostTags = 100;
    private const int MostNamed = 3;

    /// <summary>Whether any tag points at a commit.</summary>
    /// <exception cref="IOException">git is missing, or failed.</exception>
    public static bool HasTag(string folder, string commit) => Tags(Git(), folder, commit).Length > 0;

    /// <summary>Verifies what is asked for. What cannot be decided is not checked, with the reason.</summary>
    /// <exception cref="InvalidDataException">gpg does not take a keyring, which is the message.</exception>
    public static SourceCheck Run(SignedSourceQuestion question, CancellationToken cancel) => question.Signers.IsEmpty ? SourceCheck.None : new(
        question.AsksTag ? Guarded(() => OfTags(Git(), question, cancel)) : SourceCheck.None.Tag,
        question.AsksCommit ? Guarded(() => Verify(SignedObject.Commit(question.Commit, Content(Git(), question.Folder, "commit", question.Commit)), question, cancel)) : SourceCheck.None.Commit);

    // Of the tag of the release, where it is known; else one verified tag of the commit is enough, whatever others say.
    private static SourceSignature OfTags(GitProgram git, SignedSourceQuestion question, CancellationToken cancel)
    {
        var tags = Tags(git, question.Folder, question.Commit);
        if (question.Tag is { } release)
        {
            tags = [.. tags.Where(t => t.Ref == release)];
            if (tags.IsEmpty)
                return SourceSignature.NotChecked($"the tag {Shown(release)}, which the CI system names, is not in this clone, or not at this commit: fetch it with git fetch --tags --force");
        }
        if (tags.IsEmpty)
            return question.IsShallow ? SourceSignature.NotChecked("the clone is shallow, and no tag that points at the commit is in it: fetch tags with git fetch --tags --force")
                : SourceSignature.No("no tag points at it");
        if (tags.Length > MostTags)
            return SourceSignature.NotChecked(string.Create(CultureInfo.InvariantCulture, $"{tags.Length} tags point at the commit, and {MostTags} are the most"));
        var refused = new List<string>();
        foreach (var tag in tags)
        {
            var result = Of(git, tag, question, cancel);
            if (result.Result == CheckedFact.Verified)
                return result with { TagName = tag.Ref[TagPrefix.Length..], TagId = tag.Id };
            refused.Add($"{Shown(tag.Ref)}: {result.Detail}");
        }
        return SourceSignature.No(Printable.List(refused, MostNamed));
    }

    private static SourceSignature Of(GitProgram git, Tag tag, SignedSourceQuestion question, CancellationToken cancel)
    {
        if (!tag.IsObject)
            return SourceSignature.No("it is a lightweight tag, which nothing signs, or was fetched as one");
        var signed = SignedObject.Tag(tag.Id, Content(git, question.Folder, "tag", tag.Id));
        if (signed.Said() is not { } said)
            return SourceSignature.No("it is no tag object of the form that git writes");
        // A signed tag that is hung up under another name would make an old release a new one.
        return said.Object != question.Commit || said.Type != "commit" ? SourceSignature.No("it is not of the commit itself")
            : TagPrefix + said.Name != tag.Ref ? SourceSignature.No($"it was signed as the tag {Printable.Quoted(said.Name)}")
            : Verify(signed, question, cancel);
    }

    private static SourceSignature Verify(SignedObject signed, SignedSourceQuestion question, CancellationToken cancel)
    {
        var result = SignatureVerification.Verify(signed, question.Signers[0], cancel);
        foreach (var signers in question.Signers.Skip(1))
        {
            if (result.Result == CheckedFact.Verified)
                result = SignatureVerification.Verify(signed, signers, cancel);
        }
        return result;
    }

    private static ImmutableArray<Tag> Tags(GitProgram git, string folder, string commit)
    {
        var answer = git.Run(folder, null, null, "for-each-ref", "--points-at", commit, "--format=%(objecttype) %(objectname) %(refname)", "refs/tags");
        if (answer.ExitCode != 0)
            throw new IOException($"git for-each-ref failed: {answer.FirstError}.");
        return [.. answer.Lines.Select(l => l.Split(' ') is [var type, var id, var name] && GitSource.IsObjectId(id) && name.StartsWith(TagPrefix, StringComparison.Ordinal)
            ? new Tag(name, id, type == "tag") : throw new IOException("git for-each-ref answered what cannot be understood.")).OrderBy(t => t.Ref, StringComparer.Ordinal)];
    }

    private static byte[] Content(GitProgram git, string folder, string kind, string id)
    {
        var answer = git.Run(folder, null, null, "cat-file", kind, id);
        return answer.ExitCode != 0 ? throw new IOException($"git cat-file failed: {answer.FirstError}.")
            : answer.Output.Length > SignedObject.MaxBytes ? throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The {kind} has more than {SignedObject.MaxBytes} bytes."))
            : answer.Output;
    }

    private static SourceSignature Guarded(Func<SourceSignature> check)
    {
        try
        {
            return check();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SourceSignature.NotChecked(Printable.Text(e.Message.TrimEnd('.')));
        }
    }

    private static GitProgram Git() => GitProgram.Find() ?? throw new IOException("There is no git program on the PATH.");

    private static string Shown(string name) => Printable.Text(Printable.Bounded(name[TagPrefix.Length..], 100));

    private sealed record Tag(string Ref, string Id, bool IsObject);
}
