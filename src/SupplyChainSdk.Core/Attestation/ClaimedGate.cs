using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Attestation;

/// <summary>What the build says about one of its gates.</summary>
/// <param name="Name">Letters, such as <c>integrity</c>.</param>
/// <param name="Result">Letters: <c>passed</c>, <c>failed</c>, <c>warned</c>, <c>off</c>, <c>notConfigured</c> or <c>notRun</c>, or a word of a later version.</param>
/// <param name="Enforce">Letters: <c>error</c>, <c>warning</c> or <c>off</c>, or a word of a later version.</param>
/// <param name="PolicySha256">Of the effective policy; null when there was none.</param>
/// <param name="Exceptions">How many exceptions of the policy let something pass.</param>
public sealed record ClaimedGate(string Name, string Result, string Enforce, string? PolicySha256, int Exceptions)
{
    internal const string Prefix = "gate:";

    private const int MaxWord = 40;
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly ImmutableArray<string> Results = ["passed", "failed", "warned", "off", "notConfigured", "notRun"];

    /// <summary>Only a gate that ran, found nothing and would have stopped the build may be called ok.</summary>
    public bool IsOk => Result == "passed" && Enforce == "error";

    /// <summary>Whether <see cref="Result"/> is one that the build type defines.</summary>
    public bool IsResultKnown => Results.Contains(Result);

    internal static ClaimedGate Read(JsonElement byproduct)
    {
        var annotations = StatementJson.Object(byproduct, "annotations");
        return new ClaimedGate(
            Word(StatementJson.Text(byproduct, "name")[Prefix.Length..], "name"), Word(StatementJson.Text(annotations, "result"), "result"),
            Word(StatementJson.Text(annotations, "enforce"), "enforce"),
            StatementJson.OptionalText(annotations, "policySha256") is { } policy ? Digest.Parse("sha256", policy).Hex : null,
            StatementJson.Count(annotations, "exceptions"));
    }

    // They are printed one after the other: a comma or a blank in one could pass for the result of another.
    private static string Word(string text, string what) => text.Length is > 0 and <= MaxWord && !text.AsSpan().ContainsAnyExcept(Letters)
        ? text : throw new InvalidDataException($"The statement has a gate whose {what} is not a word of 1 to {MaxWord} letters.");
}
