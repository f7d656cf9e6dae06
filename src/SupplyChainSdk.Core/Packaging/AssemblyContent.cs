using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SupplyChainSdk.Packaging;

/// <summary>What an assembly holds, as far as two of them are compared. Nothing of it is loaded or run; rows, text and bytes that are read are bounded.</summary>
/// <param name="Mvid">The module version id.</param>
/// <param name="Facts">Single values by name; each assembly has all of them, in one order.</param>
/// <param name="References">Assemblies by name, with version.</param>
/// <param name="Attributes">Of the assembly, by type, with the text that they hold or a digest.</param>
/// <param name="Resources">By name, with size and digest.</param>
/// <param name="Methods">By type and name, with a digest of the IL of all overloads.</param>
/// <param name="ILSize">Bytes of IL of all methods.</param>
internal sealed record AssemblyContent(
    Guid Mvid, ImmutableArray<KeyValuePair<string, string>> Facts, ImmutableSortedDictionary<string, string> References, ImmutableSortedDictionary<string, string> Attributes,
    ImmutableSortedDictionary<string, string> Resources, ImmutableSortedDictionary<string, string> Methods, long ILSize)
{
    /// <summary>Reads an assembly.</summary>
    /// <exception cref="InvalidDataException">It is none, it is damaged, or it holds more than is read.</exception>
    public static AssemblyContent Read(byte[] file)
    {
        try
        {
            using var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(file));
            if (!image.HasMetadata)
                throw new InvalidDataException("one of them is no .NET assembly.");
            return new AssemblyReader(image).Read();
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or IOException)
        {
            // The reader of the framework answers damage with any of these.
            throw new InvalidDataException("one of them is a damaged assembly.", e);
        }
    }
}

/// <summary>Reads one assembly within its budget.</summary>
internal sealed class AssemblyReader(PEReader image)
{
    private const int MaxRows = 300_000;
    private const int MaxAttributes = 5_000;

    // A hostile image points many rows at the same long text or body.
    private long _left = 256L << 20;
    private readonly MetadataReader _metadata = image.GetMetadataReader();

    public AssemblyContent Read()
    {
        if (_metadata.MethodDefinitions.Count > MaxRows || _metadata.AssemblyReferences.Count > MaxRows || _metadata.ManifestResources.Count > MaxAttributes)
            throw new InvalidDataException("one of them has more methods, references or resources than are compared.");
        var (methods, size) = Methods();
        return new AssemblyContent(
            _metadata.GetGuid(_metadata.GetModuleDefinition().Mvid), Facts(), References(), Attributes(), Resources(), methods, size);
    }

    private ImmutableArray<KeyValuePair<string, string>> Facts()
    {
        var cor = image.PEHeaders.CorHeader ?? throw new BadImageFormatException();
        var debug = image.ReadDebugDirectory();
        if (debug.Length > MaxAttributes)
            throw new InvalidDataException("one of them has more debug entries than are compared.");
        var codeView = debug.Where(d => d.Type == DebugDirectoryEntryType.CodeView).Take(1).Select(d => image.ReadCodeViewDebugDirectoryData(d).Path).FirstOrDefault() ?? "none";
        string Size(int bytes) => bytes == 0 ? "none" : bytes.ToString(CultureInfo.InvariantCulture) + " bytes";
        return
        [
            new("name", _metadata.IsAssembly ? _metadata.GetAssemblyDefinition() is var definition ? $"{Text(definition.Name)}, {definition.Version}" : "" : "a module"),
            new("compiled", debug.Any(d => d.Type == DebugDirectoryEntryType.Reproducible) ? "deterministically" : "not deterministically"),
            new("path of the symbols", codeView),
            new("embedded symbols", Size(debug.Where(d => d.Type == DebugDirectoryEntryType.EmbeddedPortablePdb).Select(d => d.DataSize).FirstOrDefault())),
            new("machine", image.PEHeaders.CoffHeader.Machine.ToString()),
            new("flags", cor.Flags.ToString()),
            new("native code", Size(cor.ManagedNativeHeaderDirectory.Size)),
            new("strong name", Size(cor.StrongNameSignatureDirectory.Size)),
            new("Authenticode signature", Size(image.PEHeaders.PEHeader?.CertificateTableDirectory.Size ?? 0)),
            new("types", _metadata.TypeDefinitions.Count.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private ImmutableSortedDictionary<string, string> References()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var handle in _metadata.AssemblyReferences)
        {
            var reference = _metadata.GetAssemblyReference(handle);
            Add(all, Text(reference.Name), reference.Version.ToString());
        }
        return all.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private ImmutableSortedDictionary<string, string> Attributes()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!_metadata.IsAssembly)
            return ImmutableSortedDictionary<string, string>.Empty;
        var attributes = _metadata.GetAssemblyDefinition().GetCustomAttributes();
        if (attributes.Count > MaxAttributes)
            throw new InvalidDataException("one of them has more attributes than are compared.");
        foreach (var handle in attributes)
        {
            var attribute = _metadata.GetCustomAttribute(handle);
            Add(all, TypeOf(attribute), Value(attribute));
        }
        return all.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private string TypeOf(CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MemberReference
            ? _metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : _metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        return type.Kind switch
        {
            HandleKind.TypeReference => Text(_metadata.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeDefinition => Text(_metadata.GetTypeDefinition((TypeDefinitionHandle)type).Name),
            _ => "an attribute",
        };
    }

    // ECMA-335 II.23.3: 0x0001, then the arguments. The texts are what people recognise; the digest is of all.
    private string Value(CustomAttribute attribute)
    {
        var blob = _metadata.GetBlobReader(attribute.Value);
        Spend(blob.Length);
        var content = blob.ReadBytes(blob.Length);
        blob.Reset();
        var texts = new List<string>();
        try
        {
            if (blob.Length >= 2 && blob.ReadUInt16() == 1)
            {
                // At the end stands the number of named arguments.
                while (blob.RemainingBytes > 2 && blob.ReadSerializedString() is { Length: > 0 } text)
                    texts.Add(text);
            }
        }
        catch (BadImageFormatException)
        {
            // No text, but a number or a type: the digest tells them apart.
            texts.Clear();
        }
        return texts.Count > 0 && texts.TrueForAll(t => !t.Any(char.IsControl)) ? $"({string.Join(", ", texts.Select(t => $"\"{t}\""))})" : Hash(content);
    }

    private ImmutableSortedDictionary<string, string> Resources()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var directory = image.PEHeaders.CorHeader!.ResourcesDirectory;
        var section = directory.Size == 0 ? default : image.GetSectionData(directory.RelativeVirtualAddress);
        foreach (var handle in _metadata.ManifestResources)
        {
            var resource = _metadata.GetManifestResource(handle);
            if (!resource.Implementation.IsNil)
            {
                Add(all, Text(resource.Name), "elsewhere");
                continue;
            }
            var reader = section.GetReader();
            reader.Offset = checked((int)resource.Offset);
            var length = reader.ReadInt32();
            Spend(length);
            Add(all, Text(resource.Name), string.Create(CultureInfo.InvariantCulture, $"{length} bytes, {Hash(reader.ReadBytes(length))}"));
        }
        return all.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private (ImmutableSortedDictionary<string, string>, long) Methods()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var size = 0L;
        foreach (var handle in _metadata.MethodDefinitions)
        {
            var method = _metadata.GetMethodDefinition(handle);
            var type = _metadata.GetTypeDefinition(method.GetDeclaringType());
            var (space, typeName) = (Text(type.Namespace), Text(type.Name));
            var il = method.RelativeVirtualAddress == 0 || (method.ImplAttributes & System.Reflection.MethodImplAttributes.CodeTypeMask) != System.Reflection.MethodImplAttributes.IL
                ? [] : image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
            Spend(il.Length);
            size += il.Length;
            Add(all, $"{(space.Length > 0 ? space + "." : "")}{typeName}.{Text(method.Name)}", Hash(il));
        }
        return (all.ToImmutableSortedDictionary(StringComparer.Ordinal), size);
    }

    // Of several of one name the values stand side by side, up to a bound that a digest takes over.
    private static void Add(Dictionary<string, string> all, string name, string value)
    {
        ref var there = ref CollectionsMarshal.GetValueRefOrAddDefault(all, name, out var exists);
        there = !exists ? value : there!.Length + value.Length > 200 ? Hash(System.Text.Encoding.UTF8.GetBytes(there + value)) : $"{there} {value}";
    }

    private string Text(StringHandle handle)
    {
        var text = _metadata.GetString(handle);
        Spend(text.Length);
        return text;
    }

    private void Spend(int bytes)
    {
        _left -= bytes < 0 ? throw new BadImageFormatException() : bytes;
        if (_left < 0)
            throw new InvalidDataException("one of them holds more text and code than is compared.");
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
