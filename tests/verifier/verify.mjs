// A second verifier of bundles, written from audit/FORMAT.md alone: `node verify.mjs BUNDLE …`.
// Prints "ok SIZE ROOT" or "bad REASON" for each; exit code 0 or 1.
import { createHash, createPublicKey, verify as ed25519 } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const CODES = { flag: 1, access: 2, verdict: 3, policy: 4, ring: 5, gap: 6, erase: 7, hold: 8, rotate: 9, decide: 10 };
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

// Section 1: what is signed are the members of an event, without signatures.
const statement = (header) => {
  const { v, seq, rid, ts, ring, sig, sig2, ...said } = header;
  return Buffer.from(`guard-audit/statement/v1\n${canonical(said)}`);
};

// Step 6: rings by digest, with who reads and who approves under each.
const ringsOf = (notes, tenant) => {
  if (!Array.isArray(notes)) bad("rings");
  const found = new Map();
  for (const note of notes) {
    const text = String(note).split("\n")[0];
    const digest = sha256(text).toString("hex");
    let ring;
    try {
      ring = JSON.parse(text);
    } catch {
      bad("ring: not JSON");
    }
    if (canonical(ring) !== text || ring.tenant !== tenant || found.has(digest)) bad("ring");
    const active = ring.groups.flat().filter((each) => each.state === "active");
    const readers = new Map(active.map((each) => [each.officer, base64(each.sign)]));
    const approvers = new Map(ring.approvers.map((each) => [each.split("+")[0], keyOf(each)]));
    found.set(digest, { version: ring.version, readers, approvers, signers: new Map([...approvers, ...readers]) });
  }
  return found;
};

// Step 7: what each record owes to those before it. State and tree are those of the log so far.
const follow = (header, state, rings, tree) => {
  const where = `record ${header.seq}`;
  const by = (group, name, sig) => {
    const ring = rings.get(header.ring) ?? bad(`${where}: its ring is not in the bundle`);
    const key = ring[group].get(name) ?? bad(`${where}: no say`);
    if (!signed(key, statement(header), Buffer.from(sig, "hex"))) bad(`${where}: not signed`);
  };
  const within = (most) => {
    if (Math.abs(header.ts - header.at) > most) bad(`${where}: signed at another time`);
  };
  if (header.kind === "ring") {
    const version = rings.get(header.ring)?.version ?? header.version;
    if (state.ahead && state.ahead !== header.ring) bad(`${where}: not the ring that the rotation names`);
    if (header.prior !== state.ring || header.version <= state.version) bad(`${where}: ring`);
    if (state.named.has(header.ring) || version !== header.version) bad(`${where}: ring`);
    [state.ring, state.version, state.ahead] = [header.ring, header.version, ""];
    state.named.add(header.ring);
  } else {
    if (state.ahead) bad(`${where}: not the ring that the rotation names`);
    const waited = header.kind === "flag" && (header.spooled === 1 || header.blen === 0);
    const older = rings.get(header.ring)?.version < state.version;
    if (waited && older) state.named.add(header.ring);
    if (header.ring !== state.ring && !(waited && state.named.has(header.ring))) {
      if (header.kind !== "rotate" || state.named.has(header.ring)) bad(`${where}: not the ring in force`);
      state.ahead = header.ring;
    }
  }
  if (header.kind === "rotate") rotate(header, state, by, tree);
  else if (!state.rotations) bad("record 0: no key");
  if (header.kind === "access" || header.kind === "verdict") {
    by("readers", header.officer, header.sig);
    within(header.kind === "access" ? 600 : 86400);
  } else if (header.kind === "erase" && header.officer === "retention") {
    const days = Number(/^ttl-([1-9][0-9]{0,3})$/.exec(header.reason)?.[1] ?? 0);
    if (days < 1 || days > 3650 || header.scope !== "time" || header.sig !== "") bad(`${where}: retention`);
  } else if (header.kind === "erase") {
    by("signers", header.officer, header.sig);
  } else if (header.kind === "hold") {
    by("approvers", header.officer, header.sig);
    by("approvers", header.second, header.sig2);
    const terms = canonical([header.since, header.until, header.expires]);
    const before = state.holds.get(header.hold);
    if (before !== (header.state === "placed" ? undefined : terms)) bad(`${where}: hold`);
    state.holds.set(header.hold, header.state === "placed" ? terms : "lifted");
  } else if (header.kind === "decide") {
    by(header.step === "approved" ? "approvers" : "signers", header.officer, header.sig);
    within(600);
    const { about, subject, digest, step, officer } = header;
    const asked = state.asked.get(subject);
    if (step === "requested") {
      if (asked) bad(`${where}: requested a second time`);
      state.asked.set(subject, { what: canonical([about, digest]), officer, over: false });
    } else {
      if (!asked || asked.over || asked.what !== canonical([about, digest])) bad(`${where}: not what was requested`);
      if (step === "approved" && asked.officer === officer) bad(`${where}: approved by its requester`);
      asked.over = step === "revoked";
    }
  } else if (header.kind === "policy") {
    if (header.prior !== state.policy) bad(`${where}: policy`);
    state.policy = header.policy;
  }
};

// Step 3: the key that a rotation names, if the one before it or an approver says so, of these records.
const rotate = (header, state, by, tree) => {
  const { number, sig, officer, seq, size, root } = header;
  const [before, of] = number === 0 ? [0, ""] : [tree.size, tree.root().toString("hex")];
  if (size !== before || root !== of) bad(`record ${seq}: not of the records before it`);
  if (number !== state.rotations) bad(`record ${seq}: rotation number`);
  const next = Buffer.from(header.key, "hex");
  if (number === 0) {
    if (seq !== 0 || sig !== "" || officer !== "" || !next.equals(state.key)) bad(`record ${seq}: first key`);
  } else if (officer !== "") {
    by("approvers", officer, sig);
  } else if (!signed(state.key, statement(header), Buffer.from(sig, "hex"))) {
    bad(`record ${seq}: not signed by the key before it`);
  }
  state.key = next;
  state.rotations += 1;
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

const keyOf = (text) => {
  const [name, id, ...rest] = String(text).split("+");
  const raw = base64(rest.join("+"));
  if (raw.length !== 33 || raw[0] !== 1) bad("key");
  const key = raw.subarray(1);
  if (id !== keyId(name, key).toString("hex")) bad("key id");
  return key;
};

const main = async (path) => {
  const names = ["format", "tenant", "origin", "size", "root", "note", "key", "rings"];
  const tree = new Tree();
  const state = { rotations: 0, ring: "", version: 0, ahead: "", named: new Set(), policy: "", holds: new Map(), asked: new Map() };
  let first, rings;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: 0 })) {
    if (!first) {
      first = members(line, names, "bundle");
      if (first.format !== "guard-audit/bundle/v1") bad("format");
      state.key = keyOf(first.key);
      rings = ringsOf(first.rings, first.tenant);
      continue;
    }
    const [header, leaf] = record(line, first.tenant, tree.size);
    follow(header, state, rings, tree);
    tree.append(leaf);
  }
  if (!first) bad("empty");
  if (state.ahead || !state.rotations) bad("it ends before the log names its key and its ring");
  for (const digest of rings.keys()) if (!state.named.has(digest)) bad("a ring that the log does not name");
  head(first, tree, state.key);
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
