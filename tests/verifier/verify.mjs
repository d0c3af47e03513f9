// A second verifier of bundles, written from audit/FORMAT.md alone: `node verify.mjs BUNDLE …`.
// Prints "ok SIZE ROOT" or "bad REASON" for each; exit code 0 or 1.
import { createHash, createPublicKey, verify as ed25519 } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const CODES = { flag: 1, access: 2, verdict: 3, policy: 4, ring: 5, gap: 6, erase: 7, hold: 8, rotate: 9 };
const ZERO = "00".repeat(32);
const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const bad = (reason) => {
  throw new Error(reason);
};

// Canonical JSON (RFC 8785) of what a header holds: strings of ASCII, integers, arrays, objects.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "string" || Number.isSafeInteger(value)) return JSON.stringify(value);
  return bad("a header holds something else than strings and integers");
};

const signed = (key, message, signature) => {
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
  return ed25519(null, message, createPublicKey({ key: spki, format: "der", type: "spki" }), signature);
};

const keyId = (name, key) => sha256(name, "\n", Buffer.from([1]), key).subarray(0, 4);

const base64 = (text) => {
  const raw = Buffer.from(text, "base64");
  return raw.toString("base64") === text ? raw : bad("not base64 as it is written");
};

class Tree {
  size = 0;
  hashes = [];
  append(leaf) {
    let node = sha256(Buffer.from([0]), leaf);
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = sha256(Buffer.from([1]), this.hashes.pop(), node);
    }
    this.hashes.push(node);
    this.size += 1;
  }
  root() {
    if (!this.size) return sha256("");
    return this.hashes.reduceRight((right, left) => sha256(Buffer.from([1]), left, right));
  }
}

const members = (line, names, where) => {
  let found;
  try {
    found = JSON.parse(line);
  } catch {
    bad(`${where}: not JSON`);
  }
  const keys = found && typeof found === "object" && !Array.isArray(found) ? Object.keys(found).sort() : [];
  if (keys.join() !== [...names].sort().join()) bad(`${where}: other keys`);
  return found;
};

// Steps 1 and 2 of section 10 for one record.
const record = (line, tenant, seq) => {
  const { hdr, leaf: hex } = members(line, ["hdr", "leaf"], `record ${seq}`);
  if (typeof hdr !== "string" || !/^[ -~]*$/.test(hdr)) bad(`record ${seq}: header`);
  if (typeof hex !== "string" || !/^[0-9a-f]{228}$/.test(hex)) bad(`record ${seq}: leaf`);
  let header;
  try {
    header = JSON.parse(hdr);
  } catch {
    bad(`record ${seq}: header`);
  }
  if (canonical(header) !== hdr) bad(`record ${seq}: header not canonical`);
  const code = CODES[header.kind] ?? bad(`record ${seq}: kind`);
  if (header.v !== 1 || header.seq !== seq || header.tenant !== tenant) bad(`record ${seq}: out of place`);
  const fixed = `01${code.toString(16).padStart(2, "0")}${header.rid}${sha256(hdr).toString("hex")}`;
  if (!hex.startsWith(fixed)) bad(`record ${seq}: leaf is not that of the header`);
  const [sealed, index] = [hex.slice(100, 164), hex.slice(164)];
  if ((sealed !== ZERO) !== (header.blen ?? 0) > 0) bad(`record ${seq}: sealed`);
  if ((index !== ZERO) !== (header.idx ?? 0) > 0) bad(`record ${seq}: index`);
  return [header, Buffer.from(hex, "hex")];
};

// Step 3: the key that a rotation names, if the one before it says so.
const following = (header, tenant, seq, key, rotations) => {
  const { number, sig } = header;
  if (number !== rotations) bad(`record ${seq}: rotation number`);
  const next = Buffer.from(header.key, "hex");
  if (number === 0) {
    if (seq !== 0 || sig !== "" || !next.equals(key)) bad(`record ${seq}: first key`);
    return next;
  }
  const said = canonical({ kind: "rotate", tenant, key: header.key, number });
  const message = Buffer.from(`guard-audit/statement/v1\n${said}`);
  if (!signed(key, message, Buffer.from(sig, "hex"))) bad(`record ${seq}: not signed by the key before it`);
  return next;
};

// Steps 4 and 5.
const head = (first, tree, key) => {
  const root = tree.root();
  if (first.size !== tree.size || first.root !== root.toString("hex")) bad("size or root");
  const origin = `guard-audit/${sha256(first.tenant).toString("hex").slice(0, 32)}`;
  const text = `${origin}\n${tree.size}\n${root.toString("base64")}\n`;
  const match = /^\u2014 (\S+) (\S+)\n$/.exec(String(first.note).slice(text.length + 1));
  if (first.origin !== origin || !String(first.note).startsWith(`${text}\n`) || !match) bad("checkpoint");
  const raw = base64(match[2]);
  if (match[1] !== origin || !raw.subarray(0, 4).equals(keyId(origin, key))) bad("checkpoint of another key");
  if (!signed(key, Buffer.from(text), raw.subarray(4))) bad("checkpoint not signed by the key in force");
};

const firstKey = (first) => {
  const [name, id, encoded] = String(first.key).split("+");
  const raw = base64([encoded, ...String(first.key).split("+").slice(3)].join("+"));
  if (raw.length !== 33 || raw[0] !== 1) bad("key");
  const key = raw.subarray(1);
  if (id !== keyId(name, key).toString("hex")) bad("key id");
  return key;
};

const main = async (path) => {
  const names = ["format", "tenant", "origin", "size", "root", "note", "key"];
  const tree = new Tree();
  let first, key, rotations = 0, seq = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: 0 })) {
    if (!first) {
      first = members(line, names, "bundle");
      if (first.format !== "guard-audit/bundle/v1") bad("format");
      key = firstKey(first);
      continue;
    }
    const [header, leaf] = record(line, first.tenant, seq);
    tree.append(leaf);
    if (header.kind === "rotate") {
      key = following(header, first.tenant, seq, key, rotations);
      rotations += 1;
    } else if (!rotations) bad("record 0: no key");
    seq += 1;
  }
  if (!first) bad("empty");
  head(first, tree, key);
  return `ok ${tree.size} ${tree.root().toString("hex")}`;
};

for (const path of process.argv.slice(2)) {
  try {
    console.log(await main(path));
  } catch (error) {
    console.log(`bad ${error.message}`);
    process.exitCode = 1;
  }
}
