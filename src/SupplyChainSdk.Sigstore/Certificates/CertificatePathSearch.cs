using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>
/// Path building at one time, by hand: X509Chain takes no intermediate for an anchor, and answers by the rules of its platform.
/// Every certificate, the anchor's too, has to be in its dates, to have the name and key identifier that the one below it names, to be an authority that
/// may sign certificates for the purpose, and to have signed the one below it. RFC 5280, 6.1, without policies and with no name constraint ever met.
/// </summary>
internal sealed class CertificatePathSearch(string purpose, ImmutableArray<Certificate> others, DateTimeOffset time, TriedSignatures signatures)
{
    private const int MaxCertificates = 8;

    private readonly List<Certificate> _path = [];
    private VerificationException? _failure;
    private int _failureRank = -1;

    /// <summary>The first path in the order of the authorities and their certificates.</summary>
    /// <exception cref="VerificationException">None: with what stopped the one that got furthest.</exception>
    public CertificatePath Find(Certificate leaf, ImmutableArray<CertificateAuthority> authorities)
    {
        _path.Add(leaf);
        if (CheckCertificate(leaf, isLeaf: true) is { } failure)
            throw failure;
        foreach (var authority in authorities)
        {
            if (Extend(authority))
                return new CertificatePath([.. _path], authority);
        }
        throw _failure ?? new VerificationException(
            VerificationFailure.CertificateUntrusted, $"The certificate's issuer {leaf.IssuerName} is no authority of the trusted root.");
    }

    // The anchor ends the path; whatever is below it has to go on.
    private bool Extend(CertificateAuthority authority)
    {
        var last = _path[^1];
        if (IsSame(last, authority.Anchor))
            return purpose == Certificate.TimeStamping || _path.Count > 1 ? IsInWindow(authority) : Fail(0, LeafIsAnchor());
        var isFound = false;
        for (var i = 0; i < authority.Chain.Length && !isFound; i++)
            isFound = ExtendBy(authority.Chain[i], authority);
        for (var i = 0; i < others.Length && !isFound; i++)
            isFound = !authority.Chain.Contains(others[i], SameCertificate.Instance) && ExtendBy(others[i], authority);
        if (!isFound && _path.Count > 1)
            Fail(0, Untrusted(last));
        return isFound;
    }

    private bool ExtendBy(Certificate issuer, CertificateAuthority authority)
    {
        var last = _path[^1];
        if (!issuer.Subject.Span.SequenceEqual(last.Issuer.Span) || _path.Exists(c => IsSame(c, issuer)))
            return false;
        if (_path.Count == MaxCertificates)
            return Fail(1, new VerificationException(VerificationFailure.CertificatePathTooLong, $"The certificate path has more than {MaxCertificates} certificates."));
        if (CheckIssuer(issuer, last) is { } failure)
            return Fail(2, failure);
        if (CheckCertificate(issuer, isLeaf: false) is { } notValid)
            return Fail(3, notValid);
        if (!IsSigned(last, issuer))
        {
            return Fail(4, new VerificationException(
                VerificationFailure.CertificateSignatureInvalid, $"The certificate {last.SubjectName} is not signed by {issuer.SubjectName}, which it names as its issuer."));
        }
        _path.Add(issuer);
        if (Extend(authority))
            return true;
        _path.RemoveAt(_path.Count - 1);
        return false;
    }

    private VerificationException? CheckIssuer(Certificate issuer, Certificate subject)
    {
        if (!subject.AuthorityKeyId.IsEmpty && !issuer.SubjectKeyId.IsEmpty && !subject.AuthorityKeyId.Span.SequenceEqual(issuer.SubjectKeyId.Span))
        {
            return new VerificationException(
                VerificationFailure.CertificateKeyIdMismatch,
                $"The certificate names the key {Convert.ToHexStringLower(subject.AuthorityKeyId.Span)} of its issuer {issuer.SubjectName};"
                + $" the one of that name has the key {Convert.ToHexStringLower(issuer.SubjectKeyId.Span)}.");
        }
        if (!issuer.IsAuthority || !issuer.MaySignCertificates)
        {
            return new VerificationException(
                VerificationFailure.CertificateIssuerNotAuthority,
                $"The certificate {issuer.SubjectName} may not sign certificates: it {(issuer.IsAuthority ? "has no key usage keyCertSign" : "is not an authority's")}.");
        }
        var below = _path.Skip(1).Count(c => !c.IsSelfIssued);
        if (issuer.PathLength is { } limit && below > limit)
        {
            return new VerificationException(
                VerificationFailure.CertificatePathTooLong, $"The authority {issuer.SubjectName} allows {limit} intermediates below it, and there are {below}.");
        }
        if (issuer.Find(CertificateExtension.NameConstraints) is not null)
        {
            return new VerificationException(
                VerificationFailure.CertificateNameConstraints, $"The authority {issuer.SubjectName} is limited to names (name constraints), which is not evaluated here.");
        }
        return issuer.Purposes is { } purposes && !purposes.Contains(purpose) && !purposes.Contains(Certificate.AnyPurpose)
            ? new VerificationException(
                VerificationFailure.CertificateAuthorityPurpose,
                $"The authority {issuer.SubjectName} is not for {(purpose == Certificate.CodeSigning ? "code signing" : "timestamps")} (extended key usage).")
            : null;
    }

    private VerificationException? CheckCertificate(Certificate certificate, bool isLeaf)
    {
        // Only a message needs the name of an authority, and the platform takes milliseconds for the first one.
        string Which() => isLeaf ? "The signer's certificate" : $"The authority's certificate {certificate.SubjectName}";
        if (certificate.UnknownCritical is { } id)
        {
            return new VerificationException(
                VerificationFailure.CertificateCriticalExtensionUnknown, $"{Which()} has a critical extension ({id}) that this version does not know: a newer version is needed.");
        }
        return certificate.Validity.Contains(time)
            ? null
            : new VerificationException(
                VerificationFailure.CertificateNotValidAtTime,
                $"{Which()} was not valid at the verified time {Show(time)}: it is from {Show(certificate.Validity.Start)} to {Show(certificate.Validity.End)}.");
    }

    private bool IsInWindow(CertificateAuthority authority) => authority.ValidFor.Contains(time) || Fail(5, new VerificationException(
        VerificationFailure.AuthorityNotValidAtTime,
        $"The trusted root does not trust the authority {authority.Anchor.SubjectName} at the verified time {Show(time)}:"
        + $" it does from {Show(authority.ValidFor.Start)} to {(authority.ValidFor.End is { } end ? Show(end) : "now on")}."));

    private bool IsSigned(Certificate subject, Certificate issuer)
    {
        if (!subject.IsKnownToBeSignedBy(issuer))
            signatures.Count();
        return subject.IsSignedBy(issuer);
    }

    // Of several paths that fail, the one that got furthest is the one that was meant.
    private bool Fail(int step, VerificationException failure)
    {
        var rank = (_path.Count * 10) + step;
        if (rank > _failureRank)
            (_failure, _failureRank) = (failure, rank);
        return false;
    }

    private static VerificationException Untrusted(Certificate last) => new(
        VerificationFailure.CertificateUntrusted, $"The certificate path ends at {last.SubjectName}, whose issuer {last.IssuerName} is no authority of the trusted root.");

    private static VerificationException LeafIsAnchor() => new(
        VerificationFailure.LeafIsAuthority, "The signer's certificate is the one of an authority of the trusted root, and not one that it signed.");

    private static bool IsSame(Certificate one, Certificate other) => ReferenceEquals(one, other) || one.Der.Span.SequenceEqual(other.Der.Span);

    private static string Show(DateTimeOffset? when) => when?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private sealed class SameCertificate : IEqualityComparer<Certificate>
    {
        public static readonly SameCertificate Instance = new();

        public bool Equals(Certificate? x, Certificate? y) => x is not null && y is not null && IsSame(x, y);

        public int GetHashCode(Certificate obj) => obj.Der.Length;
    }
}

/// <summary>The signatures that were tried for one certificate, at however many times: many certificates of one name would make as many paths as they have orders.</summary>
internal sealed class TriedSignatures
{
    private const int Max = 64;

    private int _count;

    /// <summary>Counts one more.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificatePathTooComplex"/>.</exception>
    public void Count()
    {
        if (++_count > Max)
            throw new VerificationException(VerificationFailure.CertificatePathTooComplex, $"More than {Max} signatures would have to be tried to find a certificate path.");
    }
}
