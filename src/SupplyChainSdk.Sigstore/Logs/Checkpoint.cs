using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>A log's signed statement about its tree (C2SP tlog-checkpoint, a signed note). Well-formed, and not verified.</summary>
internal sealed class Checkpoint
{
    private const int MaxBytes = 1 << 16;
    private const int MaxSignatures = 100;
    private const int KeyIdSize = 4;
    private const string SignaturePrefix = "\u2014 ";

    private readonly byte[] _text;
    private readonly ImmutableArray<Line> _signatures;

    private Checkpoint(byte[] text, long treeSize, byte[] rootHash, ImmutableArray<Line> signatures) =>
        (_text, TreeSize, RootHash, _signatures) = (text, treeSize, rootHash, signatures);

    public long TreeSize { get; }

    public byte[] RootHash { get; }

    /// <exception cref="VerificationException"><see cref="VerificationFailure.CheckpointMalformed"/>.</exception>
    public static Checkpoint Parse(string note)
    {
        var bytes = Encoding.UTF8.GetBytes(note);
        if (bytes.Length > MaxBytes)
            throw Malformed($"has more than {MaxBytes} bytes");
        // The last empty line separates: text may have more of them, signatures none.
        var separator = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (separator < 0 || note[^1] != '\n')
            throw Malformed("has no empty line between its text and its signatures, or does not end its last line");
        var text = note[..(separator + 1)];
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[0].Length == 0)
            throw Malformed("lacks one of origin, tree size and root hash");
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            throw Malformed("has no tree size in its second line");
        if (!TryDecode(lines[2], out var root) || root.Length != SHA256.HashSizeInBytes)
            throw Malformed("has no root hash in its third line");
        return new Checkpoint(Encoding.UTF8.GetBytes(text), size, root, ReadSignatures(note[(separator + 2)..]));
    }

    /// <summary>Verifies the log's own signature; there may be others, of witnesses that are not known.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CheckpointSignatureInvalid"/>.</exception>
    public void Verify(TrustedLog log)
    {
        var found = false;
        foreach (var line in _signatures)
        {
            // Another key of that name is another signer, such as the log's next key.
            if (line.Name != log.Name || !line.Blob.AsSpan(0, KeyIdSize).SequenceEqual(log.NoteKeyId))
                continue;
            if (!log.Key.Verify(_text, line.Blob.AsSpan(KeyIdSize)))
            {
                throw new VerificationException(
                    VerificationFailure.CheckpointSignatureInvalid,
                    $"The checkpoint of the log entry was changed, or is not of the log {log.Name}: its signature does not verify.");
            }
            found = true;
        }
        if (!found)
        {
            throw new VerificationException(
                VerificationFailure.CheckpointSignatureInvalid,
                $"The checkpoint of the log entry is not signed by the log {log.Name} with the key {Convert.ToHexStringLower(log.NoteKeyId)}; it is signed by"
                + $" {(_signatures.IsEmpty ? "nobody" : string.Join(", ", _signatures.Take(3).Select(s => ForeignText.Quote(s.Name))))}.");
        }
    }

    private static ImmutableArray<Line> ReadSignatures(string block)
    {
        var signatures = ImmutableArray.CreateBuilder<Line>();
        while (block.Length > 0)
        {
            if (signatures.Count == MaxSignatures)
                throw Malformed($"has more than {MaxSignatures} signatures");
            var end = block.IndexOf('\n', StringComparison.Ordinal);
            var line = block[..end];
            block = block[(end + 1)..];
            var space = line.LastIndexOf(' ');
            if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal) || space <= SignaturePrefix.Length)
                throw Malformed("has a signature line of another form");
            var name = line[SignaturePrefix.Length..space];
            if (name.Any(c => char.IsWhiteSpace(c) || c == '+') || !TryDecode(line[(space + 1)..], out var blob) || blob.Length <= KeyIdSize)
                throw Malformed("has a signature line of another form");
            signatures.Add(new Line(name, blob));
        }
        return signatures.ToImmutable();
    }

    // Standard alphabet, padded, one text for one value.
    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64.IsValid(text, out var length))
            return false;
        bytes = new byte[length];
        return Convert.TryFromBase64String(text, bytes, out _) && Convert.ToBase64String(bytes) == text;
    }

    private static VerificationException Malformed(string what) =>
        new(VerificationFailure.CheckpointMalformed, $"The checkpoint of the log entry is malformed: it {what}.");

    private sealed record Line(string Name, byte[] Blob);
}
