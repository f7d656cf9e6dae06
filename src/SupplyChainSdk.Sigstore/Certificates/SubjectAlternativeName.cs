namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>The kinds of name that Fulcio gives.</summary>
internal enum SubjectAlternativeNameKind
{
    /// <summary>uniformResourceIdentifier, [6].</summary>
    Uri,

    /// <summary>rfc822Name, [1].</summary>
    Email,

    /// <summary>otherName, [0], of type 1.3.6.1.4.1.57264.1.7.</summary>
    OtherName,
}

/// <summary>Who a certificate is for.</summary>
internal sealed record SubjectAlternativeName(SubjectAlternativeNameKind Kind, string Value);
