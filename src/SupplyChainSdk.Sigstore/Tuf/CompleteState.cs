using System.Runtime.InteropServices;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A file as it was received.</summary>
/// <param name="Name">Version of a root, name of a role, path of a target.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record StoredFile(string Name, byte[] Content);

/// <summary>
/// What one update verified and fetched, all of it in one file, which is replaced at once: who reads it waits for nobody and never sees half of an update. The other files
/// of the store are those of the specification, for the next update; after one that failed they are newer than this.
/// </summary>
/// <param name="Roots">In the order of their versions.</param>
/// <param name="Roles">Timestamp, snapshot, targets, and the delegated roles that were asked.</param>
/// <param name="Targets">Those that were downloaded.</param>
internal sealed record CompleteState(StoredFile[] Roots, StoredFile[] Roles, StoredFile[] Targets)
{
    /// <summary>Its name in the store.</summary>
    public const string FileName = "complete.json";

    private const int MaxBytes = 64 << 20;
    private const int MaxFiles = 1024;
    private const int MaxDepth = 4;
    private const int FormatVersion = 1;

    /// <summary>The state in a folder; null when no update was completed there.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreDamaged"/>, <see cref="TufFailure.StoreUnusable"/>.</exception>
    public static CompleteState? Read(string folder) => LocalStore.ReadFile(Path.Combine(folder, FileName), MaxBytes) is { } json
        ? StrictJson.Read(json, MaxDepth, Damaged, Read)
        : null;

    /// <summary>Replaces the state in a store that is held.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.TooLarge"/>, <see cref="TufFailure.StoreUnusable"/>.</exception>
    public void Write(LocalStore store)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            json.WriteNumber("version", FormatVersion);
            Write(json, "roots", Roots);
            Write(json, "roles", Roles);
            Write(json, "targets", Targets);
            json.WriteEndObject();
        }
        if (content.Length > MaxBytes)
            throw new TufException(TufFailure.TooLarge, $"What was fetched has {content.Length} bytes, and at most {MaxBytes} are kept.");
        store.Write(FileName, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>A file by its name; null when it is not there.</summary>
    public static byte[]? Find(StoredFile[] files, string name) => Array.Find(files, file => file.Name == name)?.Content;

    /// <summary>Metadata of the state that cannot be read.</summary>
    public static TufException Damaged(TufException e) => Damaged(e.Message, e);

    private static void Write(Utf8JsonWriter json, string name, StoredFile[] files)
    {
        json.WriteStartArray(name);
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteBase64String("content", file.Content);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static CompleteState Read(JsonElement element)
    {
        var root = JsonMembers.Open(element, StrictJson.Root, Damaged, "version", "roots", "roles", "targets");
        return root.Count("version") == FormatVersion
            ? new CompleteState(ReadFiles(root, "roots"), ReadFiles(root, "roles"), ReadFiles(root, "targets"))
            : throw root.Malformed("version", $"is not {FormatVersion}: a newer version is needed");
    }

    private static StoredFile[] ReadFiles(JsonMembers root, string name)
    {
        var items = root.Objects(name, MaxFiles, "name", "content");
        var files = new StoredFile[items.Length];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new StoredFile(items[i].RequiredText("name"), ImmutableCollectionsMarshal.AsArray(items[i].Bytes("content"))!);
            if (!names.Add(files[i].Name))
                throw items[i].Malformed("name", "is that of another one too");
        }
        return files;
    }

    private static TufException Damaged(string where, string what, Exception? inner) => Damaged($"{FileName} is malformed: {where} {what}.", inner);

    private static TufException Damaged(string detail, Exception? inner) =>
        new(TufFailure.StoreDamaged, $"The local store is damaged: {detail} Delete its folder to begin anew from the trusted root.", inner);
}
