using System.Formats.Asn1;
using System.Text;

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

/// <summary>Who a certificate is for. Read from ASN.1: what a platform makes of it differs by system and language.</summary>
internal sealed record SubjectAlternativeName(SubjectAlternativeNameKind Kind, string Value)
{
    private const string FulcioName = CertificateExtension.Fulcio + "7";

    /// <summary>The one name of a leaf.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.LeafNameUnexpected"/>.</exception>
    public static SubjectAlternativeName Read(Certificate leaf)
    {
        if (leaf.Find(CertificateExtension.SubjectAlternativeName) is not { } extension)
            throw Unexpected("no subject alternative name");
        try
        {
            var outer = new AsnReader(extension.Value, AsnEncodingRules.DER);
            var names = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var name = ReadName(names);
            if (names.HasData)
                throw Unexpected("several subject alternative names");
            return name.Value.Length > 0 ? name : throw Unexpected("an empty subject alternative name");
        }
        catch (Exception e) when (e is AsnContentException or DecoderFallbackException)
        {
            throw Unexpected("a subject alternative name that cannot be read", e);
        }
    }

    private static SubjectAlternativeName ReadName(AsnReader names)
    {
        var tag = names.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific)
            throw Unexpected("a subject alternative name of no kind");
        switch (tag.TagValue)
        {
            case 0:
                return new SubjectAlternativeName(SubjectAlternativeNameKind.OtherName, ReadOther(names.ReadSequence(Tag(0))));
            case 1:
                return new SubjectAlternativeName(SubjectAlternativeNameKind.Email, names.ReadCharacterString(UniversalTagNumber.IA5String, Tag(1)));
            case 6:
                return new SubjectAlternativeName(SubjectAlternativeNameKind.Uri, names.ReadCharacterString(UniversalTagNumber.IA5String, Tag(6)));
            default:
                throw Unexpected($"a subject alternative name of a kind that is not known ({tag.TagValue}): a newer version is needed");
        }
    }

    private static string ReadOther(AsnReader other)
    {
        var type = other.ReadObjectIdentifier();
        if (type != FulcioName)
            throw Unexpected($"a subject alternative name of a type that is not known ({type}): a newer version is needed");
        var wrapper = other.ReadSequence(Tag(0));
        other.ThrowIfNotEmpty();
        var text = wrapper.ReadCharacterString(UniversalTagNumber.UTF8String);
        wrapper.ThrowIfNotEmpty();
        return text;
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    private static VerificationException Unexpected(string what, Exception? inner = null) =>
        new(VerificationFailure.LeafNameUnexpected, $"The signer's certificate has {what}; exactly one is needed.", inner);
}
