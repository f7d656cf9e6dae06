"""Judges the packages of FOLDER/vectors.json by docs/attested-packages.md alone, with a key RSA 3072: check.py FOLDER"""
import base64, hashlib, io, json, pathlib, re, struct, sys, zipfile, zlib
ATTESTATION, SIGNATURE, END = b"_manifest/attestation.sigstore.json", b".signature.p7s", struct.Struct("<4sHHHHIIH")

def need(holds, otherwise):
    if not holds: raise ValueError(otherwise)
def members(pairs):
    need(len(dict(pairs)) == len(pairs), "two members of one name")
    return dict(pairs)
def digests(content):
    return {algorithm: hashlib.new(algorithm, content).hexdigest() for algorithm in ("sha256", "sha512")}

def append(package, name, content, time=0x00210000, made_by=20):
    count, length, start = END.unpack(package[-22:])[4:7]
    common = struct.pack("<HHHIIIIHH", 20, 0, 0, time, zlib.crc32(content), len(content), len(content), len(name), 0)
    local = b"PK\3\4" + common + name + content
    central = b"PK\1\2" + struct.pack("<H", made_by) + common + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    end = END.pack(b"PK\5\6", 0, 0, count + 1, count + 1, length + len(central), start + len(local), 0)
    return package[:start] + local + package[start:-22] + central + end

def strip(package, name):
    header = len(package) - 22 - 46 - len(name)
    if header < 0 or package[header + 46:-22] != name: return package, None
    count, _, start = END.unpack(package[-22:])[4:7]
    made_by, time, offset = struct.unpack("<4xH6xI26xI", package[header:header + 46])
    content = package[offset + 30 + len(name):start]
    before = package[:offset] + package[start:header] + END.pack(b"PK\5\6", 0, 0, count - 1, count - 1, header - start, offset, 0)
    again = append(before, name, content, time, made_by) if name == SIGNATURE else append(before, name, content)
    need(again == package and len(content) <= 1 << 20, "appending again gives other bytes")
    return before, content

def verify(built, bundle, modulus):
    need(bundle and bundle[:1] + bundle[-1:] == b"{}", "no attestation, or not one object")
    bundle = json.loads(bundle.decode(), object_pairs_hook=members)
    envelope, [signature] = bundle["dsseEnvelope"], bundle["dsseEnvelope"]["signatures"]
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"], validate=True)
    digest = hashlib.sha256(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)).hexdigest()
    value = base64.b64decode(signature["sig"], validate=True)
    need(len(value) == 384 and int.from_bytes(value, "big") < modulus, "a signature of another size")
    need(f"{pow(int.from_bytes(value, 'big'), 65537, modulus):0768x}" == "0001" + "ff" * 330 + "003031300d060960864801650304020105000420" + digest, "the signature does not verify")
    statement = json.loads(payload.decode(), object_pairs_hook=members)
    need([bundle["mediaType"], kind.decode(), statement["_type"], statement["predicateType"]] == ["application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.in-toto+json", "https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"], "another kind of bundle or statement")
    [subject], archive = statement["subject"], zipfile.ZipFile(io.BytesIO(built))
    need(subject["digest"] == digests(built), "another package was attested")
    [nuspec] = [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"[^/]+\.nuspec", name)]
    need(subject["uri"] == "pkg:nuget/%s@%s" % re.search(r"<id>(.*?)</id>\s*<version>(.*?)</version>", nuspec).groups(), "another id or version")

def agrees(vector, package, modulus):
    layers = {}
    try:
        attested = strip(package, SIGNATURE)[0]
        built, bundle = strip(attested, ATTESTATION)
        layers = {"asDownloaded": digests(package), "withoutSignature": digests(attested), "asBuilt": digests(built)}
        verify(built, bundle, modulus)
        verdict = "verified"
    except Exception:  # whatever it is, it is not verified
        verdict = "refused"
    return verdict == vector["verdict"] and all(layers.get(name) == vector[name] for name in ("asDownloaded", "withoutSignature", "asBuilt") if vector[name])

folder = pathlib.Path(sys.argv[1])
vectors = json.loads((folder / "vectors.json").read_text())["vectors"]
modulus = int.from_bytes(base64.b64decode("".join((folder / "release.pub").read_text().split("\n")[1:-2]))[-389:-5], "big")
other = [v["file"] for v in vectors if not agrees(v, (folder / v["file"]).read_bytes(), modulus)]
sys.exit(f"judged otherwise: {other}" if other or not vectors else print(f"{len(vectors)} packages judged as vectors.json says"))
