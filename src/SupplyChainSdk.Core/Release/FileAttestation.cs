using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>What is to be attested outside the build, by whom, and what is expected of it.</summary>
public sealed record FileAttestationRequest
{
    /// <summary>A file, or <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Target { get; init; }

    /// <summary>The in-toto statement to sign; null for the one beside the file.</summary>
    public string? Statement { get; init; }

    /// <summary>Where the bundle goes; null for beside the file, and named for a digest.</summary>
    public string? Bundle { get; init; }

    /// <summary>The commit that the statement has to name, from a tree without changes; null for any.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether a package also holds the bundle.</summary>
    public bool Embeds { get; init; } = true;

    /// <summary>The key or the identity.</summary>
    public required SignerRequest Signer { get; init; }
}

/// <summary>
/// Attests a file with a statement that another job wrote: for a job that has the key, or the identity, and builds nothing. The statement is compared with the
/// bytes, exactly its bytes are signed (an identity puts its own name in the place of the local builder), and what was signed is verified before it is written.
/// </summary>
public sealed record FileAttestation
{
    private FileAttestation()
    {
    }

    /// <summary>The file's name, or the digest.</summary>
    public required string Target { get; init; }

    /// <summary>Id and version; null for what is no package.</summary>
    public PackageId? Package { get; private init; }

    /// <summary>What the statement names: a package as it was built, a file as it is.</summary>
    public required ImmutableArray<Digest> Subject { get; init; }

    /// <summary>The file as it is now; empty for a digest.</summary>
    public ImmutableArray<Digest> File { get; private init; } = [];

    /// <summary>Such as <c>https://slsa.dev/provenance/v1</c>.</summary>
    public required string PredicateType { get; init; }

    /// <summary>The commit that the statement names; null for none.</summary>
    public string? Commit { get; private init; }

    /// <summary>SHA-256 of the public key's SubjectPublicKeyInfo, in hexadecimal; null for an identity.</summary>
    public required string? KeySha256 { get; init; }

    /// <summary>Such as <c>ECDSA P-256</c>; null for an identity.</summary>
    public required string? KeyKind { get; init; }

    /// <summary>What the certificate says; null for a key.</summary>
    public CertifiedIdentity? Certified { get; private init; }

    /// <summary>The file of the bundle, as it or the target was named.</summary>
    public required string Bundle { get; init; }

    /// <summary>Whether the package holds the bundle.</summary>
    public bool IsEmbedded { get; private init; }

    /// <summary>False when all of it was there already.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Attests.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="findings">An error says why nothing was attested; warnings are said all the same.</param>
    /// <param name="cancel">Ends reading and writing.</param>
    /// <returns>Null with an error.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; no file is half-written.</exception>
    public static FileAttestation? Run(FileAttestationRequest request, out ImmutableArray<Finding> findings, CancellationToken cancel)
    {
        var (opened, said) = SignerSetup.Open(request.Signer, SignerSetup.Choose(request.Signer, cancel), cancel);
        using var signer = opened;
        findings = said;
        if (signer is null)
            return null;
        using var target = AttestTarget.Open(request.Target, out var refusal, cancel);
        FileAttestation? attested = null;
        try
        {
            if (target is not null)
                attested = Attest(request, target, signer, out refusal, cancel);
        }
        catch (SigningException e)
        {
            refusal = KeylessFindings.Of(e, request.Signer.IsCommandLine);
        }
        if (refusal is not null)
            findings = findings.Add(refusal);
        return attested;
    }

    private static FileAttestation? Attest(FileAttestationRequest request, AttestTarget target, StatementSigner signer, out Finding? refusal, CancellationToken cancel)
    {
        if (request.Bundle is null && target.Path is null)
            throw new ArgumentException($"{target.Name} is no file that a bundle could lie beside: name the bundle with --output.");
        // What somebody found out about a package is not its provenance: it takes neither the place of that in the package nor the one beside it.
        var kind = target.Package is not null && request.Statement is not null ? StatementKind.OfFile(request.Statement) : null;
        if (kind is not null)
            request = request with { Embeds = false, Bundle = request.Bundle ?? target.Path + kind.Suffix };
        var file = Path.GetFullPath(request.Bundle ?? new EvidenceFiles(Path.GetFullPath(target.Path!), null).Bundle);
        refusal = new[] { target.Path, request.Statement, target.StatementBeside }.OfType<string>().Select(read => OutputFile.RefuseInput(file, read)).FirstOrDefault(r => r is not null);
        if (refusal is not null)
            return null;
        var inside = kind is not null ? null : target.Package?.Layers.Attestation?.ToArray();
        var beside = ExistingBundle.Read(file);
        var embeds = request.Embeds && target.CanHoldAttestation;
        // With the attestation in place the signature came when it should.
        if (target.IsSigned && kind is null && (inside ?? (embeds ? null : beside)) is null)
        {
            refusal = SigningFindings.SignedBeforeAttested(target.Path!, target.Name);
            return null;
        }
        signer.Certify(cancel);
        if (FindStatement(request, target, inside ?? beside, isInside: inside is not null, file, signer, out var name, out refusal) is not { } found)
            return null;
        CheckedStatement said;
        var statement = signer.Certified is { } identity ? CertifiedBuilder.Name(found, identity) : found;
        try
        {
            said = StatementCheck.Compare(statement, target, request.Commit, signer.Certified, out var difference);
            refusal = difference is not null ? FileAttestationFindings.Differs(name, target.Name, difference)
                : target.Package is { } package && said.Claims is { } claims ? AttestedSboms.Compare(target.Path!, package.Archive, claims, cancel).Refusal : null;
        }
        catch (InvalidDataException e)
        {
            refusal = FileAttestationFindings.StatementMalformed(name, e.Message);
            return null;
        }
        refusal ??= Another(target, inside, file, true, statement, signer) ?? Another(target, beside, file, false, statement, signer);
        if (refusal is not null)
            return null;

        byte[] bundle;
        try
        {
            bundle = inside ?? beside ?? signer.Sign(statement, cancel);
        }
        catch (VerificationException e)
        {
            refusal = FileAttestationFindings.StatementMalformed(name, e.Message);
            return null;
        }
        var embedded = embeds && inside is null ? bundle : null;
        refusal = Write(target, embedded, file, bundle, found, cancel, out var digests);
        return refusal is not null ? null : new FileAttestation
        {
            Target = target.Name,
            Package = target.Package?.Id,
            Subject = target.Digests,
            File = digests,
            PredicateType = said.Statement.PredicateType,
            Commit = said.Commit,
            KeySha256 = signer.Key?.Fingerprint,
            KeyKind = signer.Key?.Algorithm,
            Certified = signer.Certified,
            Bundle = request.Bundle ?? $"{target.Path}.sigstore.json",
            IsEmbedded = embeds || inside is not null,
            IsNew = embedded is not null || beside is null || !beside.AsSpan().SequenceEqual(bundle),
        };
    }

    // The second time there is none any more: what was signed is the statement.
    private static byte[]? FindStatement(FileAttestationRequest request, AttestTarget target, byte[]? existing, bool isInside, string file, StatementSigner signer,
        out string name, out Finding? refusal)
    {
        refusal = null;
        var path = request.Statement ?? target.StatementBeside;
        var place = $"in {(isInside ? target.Name : Path.GetFileName(file))}";
        name = request.Statement ?? Path.GetFileName(path) ?? place;
        if (path is null || (request.Statement is null && !RealPath.Exists(path)))
        {
            name = place;
            if (signer.Said(existing, out var otherwise) is { } signed)
                return signed;
            refusal = otherwise is null
                ? FileAttestationFindings.NoStatement(target.Name, Path.GetFileName(path))
                : FileAttestationFindings.AlreadyAttested(target, isInside, file, otherwise);
            return null;
        }
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            // More than a bundle may have is refused when it is signed; no more is read.
            var buffer = new byte[Sigstore.Bundle.MaxBytes + 1];
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = FileAttestationFindings.StatementUnreadable(name, e);
            return null;
        }
    }

    private static Finding? Another(AttestTarget target, byte[]? bundle, string file, bool isInside, byte[] statement, StatementSigner signer)
    {
        var said = signer.Said(bundle, out var otherwise);
        return bundle is null || (said is not null && said.AsSpan().SequenceEqual(statement))
            ? null
            : FileAttestationFindings.AlreadyAttested(target, isInside, file, otherwise ?? "it says something else");
    }

    // The package first and the bundle last; then the statement that was signed goes, which nobody is to take for the one that counts.
    private static Finding? Write(
        AttestTarget target, byte[]? embedded, string file, byte[] bundle, ReadOnlySpan<byte> signed, CancellationToken cancel, out ImmutableArray<Digest> digests)
    {
        digests = target.Package is { } package ? [package.Layers.AsDownloaded.Sha256, package.Layers.AsDownloaded.Sha512]
            : target.Path is null ? [] : target.Digests;
        var written = file;
        try
        {
            if (embedded is not null)
            {
                // Through a link to the package itself, so that no copy takes the place of the link.
                written = RealPath.Of(target.Path!);
                target.Dispose();
                var now = PackageRewrite.Plan(written, target.Package!.Layers, embedded)!.Write(cancel);
                digests = [now.Sha256, now.Sha512];
            }
            cancel.ThrowIfCancellationRequested();
            written = file;
            AtomicFile.WriteIfChanged(file, bundle);
            if (target.StatementBeside is { } statement && new FileInfo(statement) is { Exists: true } beside && beside.Length == signed.Length
                && System.IO.File.ReadAllBytes(statement).AsSpan().SequenceEqual(signed))
            {
                written = statement;
                System.IO.File.Delete(statement);
            }
            return null;
        }
        catch (PackageFormatException e)
        {
            return SigningFindings.CannotHoldAttestation(target.Name, e.Message);
        }
        catch (UnwritableException e)
        {
            return OutputFindings.Unwritable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OutputFindings.Unwritable(written, e.Message);
        }
    }

    /// <summary>The JSON form: docs/attest-json.md. Version 1; members are only ever added.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public byte[] ToJson() => LogSafeJson.Write(json =>
    {
        json.WriteString("target", Target);
        if (Package is null)
        {
            json.WriteNull("package");
        }
        else
        {
            json.WriteStartObject("package");
            json.WriteString("id", Package.Id);
            json.WriteString("version", Package.Version);
            json.WriteEndObject();
        }
        json.WriteString("predicateType", PredicateType);
        json.WriteString("commit", Commit);
        json.WriteDigests("subject", Subject.AsSpan());
        json.WriteDigests("file", File.AsSpan());
        json.WriteStartObject("signer");
        json.WriteString("keySha256", KeySha256);
        json.WriteString("keyKind", KeyKind);
        json.WriteString("identity", Certified?.Identity);
        json.WriteString("issuer", Certified?.Issuer);
        json.WriteEndObject();
        json.WriteString("bundle", Bundle);
        json.WriteBoolean("embedded", IsEmbedded);
        json.WriteBoolean("new", IsNew);
    });
}
