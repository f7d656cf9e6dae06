using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>What is to sign, as the build names it.</summary>
public sealed record SignerRequest
{
    /// <summary>The property <c>SupplyChainSigner</c>: <c>auto</c>, <c>none</c>, <c>key</c> or <c>keyless</c>.</summary>
    public required string Signer { get; init; }

    /// <summary>The property <c>SupplyChainSigningKey</c>: the name of a key, never the key. Empty when not set.</summary>
    public required string SigningKey { get; init; }

    /// <summary>The name of the variable with the key's passphrase; empty when the key is not encrypted.</summary>
    public string PassphraseVariable { get; init; } = "";

    /// <summary>Whether the options of a command name the key, and not the properties of a project: messages say what to change.</summary>
    public bool IsCommandLine { get; init; }

    /// <summary>What the variables of the CI system say.</summary>
    public required CIEnvironment CI { get; init; }

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; init; }

    /// <summary>Reads one environment variable; used for the key and its passphrase only.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>What signs where an identity does: of the caller, who disposes it.</summary>
    public required KeylessSession Keyless { get; init; }
}

/// <summary>Decides what signs, and makes it ready: loads its key, or asks for the token of its identity.</summary>
public static class SignerSetup
{
    /// <summary>Before a package is made: the errors for which it could not be signed as configured afterwards. What was packed earlier is not touched.</summary>
    /// <returns>Errors only: warnings are said when the package is attested.</returns>
    /// <remarks>
    /// A release without a signer is none of them. Nobody made a mistake in a value there, and an earlier package may be one that was never to be signed:
    /// attesting moves it away, too.
    /// </remarks>
    public static ImmutableArray<Finding> Check(SignerRequest request, CancellationToken cancel = default)
    {
        var (signer, findings) = Open(request, Choose(request, cancel), cancel);
        signer?.Dispose();
        return [.. findings.Where(f => f.Severity == Severity.Error && f.Code != Codes.ReleaseWithoutSigner)];
    }

    /// <summary>Decides. For <c>auto</c> without a key a token is asked for where the CI offers one: it says whether the repository is public.</summary>
    internal static SignerChoice Choose(SignerRequest request, CancellationToken cancel)
    {
        try
        {
            // A token that the CI offers and does not give is no private repository, so it is an error and not an unsigned package.
            var isPublic = SignerChoice.NeedsToken(request.Signer, request.SigningKey, request.CI) && request.Keyless.OffersToken
                && Token(request, cancel).GitHub is { IsPublic: true, IsPullRequest: false };
            return SignerChoice.Decide(request.Signer, request.SigningKey, request.CI, isPublic);
        }
        catch (SigningException e)
        {
            return new SignerChoice(SignerKind.None, KeylessFindings.Of(e, request.IsCommandLine));
        }
    }

    /// <summary>The signer, for the caller to dispose; null when nothing signs, or when an error is among the findings.</summary>
    internal static (StatementSigner? Signer, ImmutableArray<Finding> Findings) Open(SignerRequest request, SignerChoice choice, CancellationToken cancel) => choice.Kind switch
    {
        SignerKind.Key => OpenKey(request),
        SignerKind.Keyless => OpenIdentity(request, cancel),
        _ => (null, choice.Finding is { } said ? [said] : []),
    };

    private static (StatementSigner?, ImmutableArray<Finding>) OpenIdentity(SignerRequest request, CancellationToken cancel)
    {
        try
        {
            request.Keyless.Open();
            // Before a token is shown to anybody.
            if (request.Keyless.SignsElsewhere)
                return (null, [KeylessFindings.SignsElsewhere(request.Keyless.Root.Name, request.IsCommandLine)]);
            var token = Token(request, cancel);
            return (StatementSigner.Of(request.Keyless),
                request.Keyless.IsPublicInstance && token.GitHub is { IsPublic: false } run ? [KeylessFindings.PrivateNameLogged(run.Repository, request.IsCommandLine)] : []);
        }
        catch (SigningException e)
        {
            return (null, [KeylessFindings.Of(e, request.IsCommandLine)]);
        }
        catch (VerificationException e)
        {
            return (null, [KeylessFindings.Unusable(e.Message)]);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return (null, [KeylessFindings.Unread(request.Keyless.Unread, e)]);
        }
    }

    private static IdentityToken Token(SignerRequest request, CancellationToken cancel) => request.Keyless.KnownTokenAsync(cancel).AsTask().GetAwaiter().GetResult();

    private static (StatementSigner?, ImmutableArray<Finding>) OpenKey(SignerRequest request)
    {
        try
        {
            var key = SigningKey.Load(request.SigningKey, request.PassphraseVariable, request.Variable);
            if (!key.IsReadableByOthers)
                return (StatementSigner.Of(key), []);
            var readable = SigningFindings.KeyReadableByOthers(Path.GetFileName(request.SigningKey), request.IsCI);
            if (readable.Severity != Severity.Error)
                return (StatementSigner.Of(key), [readable]);
            key.Dispose();
            return (null, [readable]);
        }
        catch (KeyException e)
        {
            return (null, [SigningFindings.Key(e.Failure switch
            {
                KeyFailure.PublicGiven => Codes.KeyNotPrivate,
                KeyFailure.WrongPassphrase or KeyFailure.PassphraseMissing => Codes.KeyPassphrase,
                _ => Codes.KeyUnusable,
            }, e.Message, request.IsCommandLine)]);
        }
    }
}
