#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a Probity proof bundle with nothing but Python: verify.py BUNDLE POLICY

POLICY names whom you believe, from a source you trust, one a line: "log <key>" and "quorum none";
with "witness <name> <key>" and "quorum <name>" that witness must have cosigned. Exit 0 or 1."""
import base64, hashlib, io, json, re, sys, zipfile

sha = lambda data: hashlib.sha256(data).digest()

def need(holds, what):
    if not holds:
        raise ValueError(what)

def b64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 is not canonical")
    return raw

def head(note, keys):  # C2SP signed-note and tlog-checkpoint -> origin, size, root, who signed
    at = note.rindex("\n\n") + 1
    text, signed = note[:at], set()
    form = re.fullmatch("(\\S+)\n(0|[1-9][0-9]*)\n(\\S+)\n", text)
    need(form and note.endswith("\n") and at + 1 < len(note), "not a checkpoint")
    for line in note[at + 1:-1].split("\n"):
        name, blob = re.fullmatch("\u2014 ([^ +]+) (\\S+)", line).groups()
        blob = b64(blob)
        for kind, key in [k[1:] for k in keys if k[0] == (name, blob[:4])]:
            time = b"cosignature/v1\ntime %d\n" % int.from_bytes(blob[4:12], "big")
            message = (time if kind == 4 else b"") + text.encode()
            need(ed25519(key, message, blob[12 if kind == 4 else 4:]), "bad signature of " + name)
            signed.add(name)
    return form[1], int(form[2]), b64(form[3]), signed

def root(leaf, index, size, path):  # RFC 9162 section 2.1.3.2
    fn, sn, r = index, size - 1, leaf
    need(index < size, "index beyond the tree")
    for p in path:
        need(sn, "path too long")
        r = sha(b"\1" + p + r) if fn & 1 or fn == sn else sha(b"\1" + r + p)
        while fn == sn and fn and not fn & 1:
            fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "path too short")
    return r

def unzip(data):  # and make it again: what is not written in the one way is refused
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        files = {n: z.read(n) for n in z.namelist()}
    with zipfile.ZipFile(again := io.BytesIO(), "w") as z:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            z.writestr(info, files[name])
    need(again.getvalue() == data, "the file is not written as a bundle is")
    return files

def check(bundle, policy):
    lines = [l.split(" ") for l in policy.split("\n") if l and l[0] != "#"]
    keys, files = [vkey(l[-1]) for l in lines if l[0] in ("log", "witness")], unzip(bundle)
    logs = [vkey(l[1])[0][0] for l in lines if l[0] == "log"]
    (quorum,) = [l[1] for l in lines if l[0] == "quorum"]
    wanted = [vkey(l[2])[0][0] for l in lines if l[0] == "witness" and l[1] == quorum]
    m = json.loads(files["manifest.json"])
    need(json.dumps(m, separators=(",", ":"), sort_keys=True).encode() == files.pop("manifest.json")
         and m["files"] == [{"name": n, "sha256": sha(files[n]).hex()} for n in sorted(files)],
         "the files are not those of the manifest")
    records, heads, entries = {r["idx"]: r["file"] for r in m["records"]}, set(), {}
    for name in [n for n in files if n.startswith("entries/")]:
        entry, idx = files[name], int(name[8:-6])
        need(entry[:4] == b"PBE\1" and entry[9:17] == idx.to_bytes(8, "big"), "entry %d" % idx)
        entries[int.from_bytes(entry[5:7], "big")] = entry
        text, note = files["proofs/%d.tlog-proof" % idx].decode().split("\n\n", 1)
        text, extra = text.split("\n"), {}
        if text[1].startswith("extra "):
            extra = json.loads(b64(text.pop(1)[6:]))
        need(text[:2] == ["c2sp.org/tlog-proof@v1", "index %d" % idx], "proof %d" % idx)
        origin, size, signed_root, signed = head(note, keys)
        heads.add(note)
        need(origin in logs and origin in signed and size == m["size"], "the head is not signed")
        need(quorum == "none" or wanted and set(wanted) <= signed, "the quorum has not cosigned")
        need(root(sha(b"\0" + entry), idx, size, [b64(p) for p in text[2:]]) == signed_root,
             "entry %d is not under the signed head" % idx)
        for part, at in (("key", 54), ("payload", 86)):  # what the entry commits to, opened
            raw = b64(extra["key"]) if part == "key" and "key" in extra else files.get(records.get(idx))
            salt = extra.get("keySalt" if part == "key" else "valueSalt")
            need(salt is None or sha(b"probity/v1/" + part.encode() + bytes.fromhex(salt) + raw)
                 == entry[at:at + 32], "%s of entry %d" % (part, idx))
        need(idx not in records or "valueSalt" in extra, "record of entry %d" % idx)
    if 1 in entries:  # the decision's id is made of the candidate's place and the model's digest
        place = b"probity.candidates.v1" + entries[1][17:29]
        made = sha(b"probity/v1/prediction\n" + bytes([21]) + place + entries[3][214:246]).hex()
        need(made == m["decisionId"] == entries[3][182:214].hex(), "another candidate's record")
    need(heads and len(heads) == 1, "the proofs are not under one head")
    return size, signed

# Ed25519 (RFC 8032) in its plainest form: slow, and short enough to be read.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def vkey(text):  # name+id+key -> ((name, id), kind, key); kind 1 signs a head, 4 head and time
    name, key_id, key = text.split("+", 2)
    raw = b64(key)
    need(len(raw) == 33 and sha(name.encode() + b"\n" + raw)[:4].hex() == key_id, "key of " + name)
    return (name, bytes.fromhex(key_id)), raw[0], raw[1:]

def add(p, q):
    (x1, y1), (x2, y2) = p, q
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)

def times(n, p):
    q = (0, 1)
    for bit in bin(n)[2:]:
        q = add(add(q, q), p) if bit == "1" else add(q, q)
    return q

def point(raw):
    n = int.from_bytes(raw, "little")
    y, sign = n % 2**255, n >> 255
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if x * x % P == xx else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and x * x % P == xx, "not a point of the curve")
    return (x if x % 2 == sign else P - x), y

def ed25519(key, message, sig):
    s, k = int.from_bytes(sig[32:], "little"), hashlib.sha512(sig[:32] + key + message).digest()
    ours = add(point(sig[:32]), times(int.from_bytes(k, "little") % L, point(key)))
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return len(sig) == 64 and s < L and times(s, base) == ours

if __name__ == "__main__":
    try:
        with open(sys.argv[1], "rb") as bundle, open(sys.argv[2], encoding="utf-8") as policy:
            print("OK size=%d signed by %s" % (lambda n, s: (n, ", ".join(sorted(s))))(
                *check(bundle.read(), policy.read())))
    except Exception as fault:
        sys.exit("INVALID %s" % (fault or type(fault).__name__))
