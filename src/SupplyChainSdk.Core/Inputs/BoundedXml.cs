using System.Xml;
using System.Xml.Linq;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>XML from outside: no document type, nothing fetched, bounded.</summary>
internal static class BoundedXml
{
    private const int MaxCharacters = 16 * 1024 * 1024;

    /// <exception cref="InvalidDataException">Not well-formed, or with a document type.</exception>
    public static XDocument Parse(byte[] content, string path)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content, writable: false), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxCharacters,
            });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw BadInput.At(new(path, e.LineNumber, e.LinePosition), $"not valid XML: {e.Message.TrimEnd('.')}", e);
        }
    }

    public static Location PlaceOf(XElement element, string path) =>
        element is IXmlLineInfo info && info.HasLineInfo() ? new(path, info.LineNumber, info.LinePosition) : new(path);
}
