using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.SignedSource;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Policy;

public static partial class PolicyLoader
{
    private const int MostKeys = 256;

    // What a policy file names is judged by like the policy itself: it comes from the same tree or commit, and from inside the same repository.
    private sealed partial class Reading
    {
        private readonly Dictionary<string, PublicKey?> _keys = new(StringComparer.Ordinal);

        private PolicyFile WithNamedFiles(PolicyFile file, string root) => file with
        {
            Provenance = file.Provenance is not { } provenance ? null : provenance with
            {
                Rules = [.. provenance.Rules.Select(r => r with
                {
                    Keys = Keys(r.Keys, file, root),
                    Reproduced = r.Reproduced is { } by ? by with { Keys = Keys(by.Keys, file, root) } : null,
                    Verifiers = [.. r.Verifiers.Select(v => v with { Keys = Keys(v.Keys, file, root) })],
                })],
            },
            Source = file.Source is { } source && !(source.Signers.IsEmpty && source.Keyrings.IsEmpty) ? source with { Read = Signers(source, file, root) } : file.Source,
            Trust = file.Trust is { Root: { } named } trust ? trust with { File = TrustedRoot(named, trust.Sha256, file, root) } : file.Trust,
        };

        private ImmutableArray<ExpectedKey> Keys(ImmutableArray<ExpectedKey> keys, PolicyFile file, string root) => [.. keys.Select(k => Key(k, file, root) is { } key
            ? k with { Fingerprint = key.Fingerprint, SubjectPublicKeyInfo = key.SubjectPublicKeyInfo } : k)];

        private PublicKey? Key(ExpectedKey named, PolicyFile file, string root)
        {
            var path = Path.GetFullPath(named.File, Path.GetDirectoryName(file.Path)!);
            if (_keys.TryGetValue(path, out var known))
                return known;
            if (_keys.Count >= MostKeys)
            {
                if (_keys.Count == MostKeys)
                    Findings.Add(PolicyFindings.NamedFileUnusable(named.Origin, "keys", named.Name, string.Create(CultureInfo.InvariantCulture, $"It is one too many; {MostKeys} keys are the most.")));
                return _keys[path] = null;
            }
            PublicKey? key = null;
            if (Content(path, named.Name, "keys", root, named.Origin, KeyFiles.MaxBytes) is { } bytes)
            {
                try
                {
                    key = PublicKey.Parse(bytes);
                }
                catch (KeyException e)
                {
                    Findings.Add(PolicyFindings.NamedFileUnusable(named.Origin, "keys", named.Name, e.Message));
                }
            }
            return _keys[path] = key;
        }

        private SourceSigners Signers(SignedSourceSection section, PolicyFile file, string root)
        {
            return new SourceSigners(Of(section.Signers, "source.signers", SignerFileReader.RefuseAllowedSigners), Of(section.Keyrings, "source.keyring", SignerFileReader.RefuseKeyring), section.Origin);

            ImmutableArray<SignerFile> Of(ImmutableArray<Setting<string>> named, string key, Func<ReadOnlySpan<byte>, string?> refuse)
            {
                var read = ImmutableArray.CreateBuilder<SignerFile>();
                foreach (var (value, at) in named)
                {
                    var name = PolicyPath.Combine(file.Name, value);
                    if (Content(Path.GetFullPath(value, Path.GetDirectoryName(file.Path)!), name, key, root, at!, SignerFile.MaxBytes) is not { } bytes)
                        continue;
                    if (refuse(bytes) is { } why)
                        Findings.Add(SignedSourceFindings.SignersUnusable(name, why, at));
                    else
                        read.Add(new SignerFile(name, bytes));
                }
                return read.ToImmutable();
            }
        }

        private TrustedRootFile? TrustedRoot(Setting<string> named, Setting<Inventory.Digest>? sha256, PolicyFile file, string root)
        {
            var path = Path.GetFullPath(named.Value, Path.GetDirectoryName(file.Path)!);
            var name = PolicyPath.Combine(file.Name, named.Value);
            if (Content(path, name, "trust.root", root, named.Origin!, Sigstore.TrustedRoot.MaxBytes) is not { } bytes)
                return null;
            var found = new TrustedRootFile(path, name, bytes);
            if (sha256 is not null && sha256.Value != found.Sha256)
                Findings.Add(PolicyFindings.NamedFileUnusable(sha256.Origin!, "trust.root", name, $"Its SHA-256 is {found.Sha256.Hex}, and \"trust.sha256\" is {sha256.Value.Hex}. Find out who changed it, and let both say the same."));
            return found;
        }

        private byte[]? Content(string path, string name, string key, string root, Location at, int most)
        {
            byte[]? content = null;
            Probed.Add(path);
            Guarded(at, path, () =>
            {
                var real = Real(path);
                Probed.Add(real);
                if (!RealPath.IsWithin(real, root))
                    Findings.Add(PolicyFindings.NamedFileOutsideRoot(at, key, name));
                else if (!Exists(real))
                    Findings.Add(PolicyFindings.NamedFileUnusable(at, key, name, "It is not there."));
                else if (!IsCommitted(real) && Directory.Exists(real))
                    Findings.Add(PolicyFindings.NamedFileUnusable(at, key, name, "It is a folder."));
                else if (Bytes(real, most) is var bytes && bytes.Length > most)
                    Findings.Add(PolicyFindings.NamedFileUnusable(at, key, name, string.Create(CultureInfo.InvariantCulture, $"It has more than {most} bytes.")));
                else
                    content = bytes;
            });
            return content;
        }
    }
}
