using System.Text.Json;

namespace SupplyChainSdk.Attestation;

/// <summary>What a statement says of the signatures of its source. It is the word of whoever signed the statement.</summary>
internal static class SourceSignatureJson
{
    private const string Tag = "signedTag";
    private const string Commit = "signedCommit";

    /// <summary>Writes the members of both.</summary>
    public static void Write(Utf8JsonWriter json, SourceCheck check)
    {
        Write(json, Tag, check.Tag);
        Write(json, Commit, check.Commit);
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, SourceCheck)"/> writes.</summary>
    /// <param name="annotations">The object that has the members.</param>
    /// <returns>Null for a statement of a version that did not say it.</returns>
    /// <exception cref="InvalidDataException">It says what its build type does not define.</exception>
    public static SourceCheck? Read(JsonElement annotations)
    {
        var (tag, commit) = (StatementJson.OptionalText(annotations, Tag), StatementJson.OptionalText(annotations, Commit));
        return tag is null && commit is null ? null : new SourceCheck(Of(annotations, Tag, tag), Of(annotations, Commit, commit));
    }

    private static void Write(Utf8JsonWriter json, string name, SourceSignature signature)
    {
        json.WriteString(name, SourceSignature.Word(signature.Result));
        if (signature.Result != CheckedFact.Verified)
            return;
        json.WriteStartObject($"{name}By");
        json.WriteString("signer", signature.Signer);
        json.WriteString("key", signature.Key);
        if (signature.TagId is { } tag)
        {
            json.WriteString("tag", signature.TagName);
            json.WriteStartObject("digest");
            json.WriteString("gitTag", tag);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static SourceSignature Of(JsonElement annotations, string name, string? word)
    {
        foreach (var result in Enum.GetValues<CheckedFact>().Where(r => SourceSignature.Word(r) == word))
        {
            if (result != CheckedFact.Verified)
                return new SourceSignature(result, "");
            var by = StatementJson.Object(annotations, $"{name}By");
            var named = StatementJson.OptionalText(by, "tag");
            return new SourceSignature(result, "")
            {
                Signer = StatementJson.Text(by, "signer"),
                Key = StatementJson.Text(by, "key"),
                TagName = named,
                TagId = named is null ? null : StatementJson.Text(StatementJson.Object(by, "digest"), "gitTag"),
            };
        }
        throw new InvalidDataException($"The statement says of {name} what its build type does not define.");
    }
}
